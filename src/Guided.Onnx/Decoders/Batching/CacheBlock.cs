using System.Runtime.InteropServices;

namespace Guided.Onnx.Decoders.Batching;

/// <summary>A block of the CPU's memory that starts as zeros and is freed once, by <c>Dispose</c> or by the finalizer.</summary>
/// <remarks>Zeros, because positions past the end may be multiplied by zero, and stray memory may hold NaN.</remarks>
internal sealed unsafe class CacheBlock : SafeHandle
{
    /// <exception cref="OutOfMemoryException">There is not so much memory.</exception>
    public CacheBlock(long bytes)
        : base(0, ownsHandle: true)
    {
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)bytes));
        GC.AddMemoryPressure(bytes);
        Bytes = bytes;
    }

    public long Bytes { get; }

    public byte* Data => (byte*)handle;

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        GC.RemoveMemoryPressure(Bytes);
        return true;
    }
}
