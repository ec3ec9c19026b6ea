using System.Runtime.InteropServices;

namespace Guided.Onnx.Interop;

/// <summary>A loaded graph. It may run on several threads at once.</summary>
internal sealed unsafe class OrtSession : OrtHandle
{
    public OrtSession(string path, OrtSessionOptions options)
    {
        // ORTCHAR_T: UTF-16 on Windows, UTF-8 elsewhere.
        var text = OperatingSystem.IsWindows() ? Marshal.StringToCoTaskMemUni(path) : Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            nint created;
            OrtStatus.Check(
                Api.CreateSession(OrtEnvironment.Instance.DangerousGetHandle(), (void*)text, options.DangerousGetHandle(), &created), "CreateSession");
            SetHandle(created);
            GC.KeepAlive(options);
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
        }

        Inputs = ReadInputs();
        Outputs = ReadOutputs();
    }

    /// <summary>Loads a graph from memory; files that hold weights are looked for where the options say.</summary>
    public OrtSession(ReadOnlySpan<byte> graph, OrtSessionOptions options)
    {
        fixed (byte* bytes = graph)
        {
            nint created;
            OrtStatus.Check(
                Api.CreateSessionFromArray(
                    OrtEnvironment.Instance.DangerousGetHandle(), bytes, (nuint)graph.Length, options.DangerousGetHandle(), &created),
                "CreateSessionFromArray");
            SetHandle(created);
            GC.KeepAlive(options);
        }

        Inputs = ReadInputs();
        Outputs = ReadOutputs();
    }

    public IReadOnlyList<TensorPort> Inputs { get; }

    public IReadOnlyList<TensorPort> Outputs { get; }

    protected override void Release(nint value) => Api.ReleaseSession(value);

    private TensorPort[] ReadInputs() => ReadPorts(Api.SessionGetInputCount, Api.SessionGetInputName, Api.SessionGetInputTypeInfo);

    private TensorPort[] ReadOutputs() => ReadPorts(Api.SessionGetOutputCount, Api.SessionGetOutputName, Api.SessionGetOutputTypeInfo);

    private TensorPort[] ReadPorts(
        delegate* unmanaged[Cdecl]<nint, nuint*, nint> getCount,
        delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint> getName,
        delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> getTypeInfo)
    {
        nuint count;
        OrtStatus.Check(getCount(handle, &count));
        nint allocator;
        OrtStatus.Check(Api.GetAllocatorWithDefaultOptions(&allocator));
        var ports = new TensorPort[count];
        for (nuint index = 0; index < count; index++)
        {
            byte* name;
            OrtStatus.Check(getName(handle, index, allocator, &name));
            var text = Marshal.PtrToStringUTF8((nint)name)!;
            OrtStatus.Check(Api.AllocatorFree(allocator, name));

            nint info;
            OrtStatus.Check(getTypeInfo(handle, index, &info));
            try
            {
                ports[index] = ReadPort(text, info);
            }
            finally
            {
                Api.ReleaseTypeInfo(info);
            }
        }

        return ports;
    }

    private static TensorPort ReadPort(string name, nint info)
    {
        nint tensor;
        OrtStatus.Check(Api.CastTypeInfoToTensorInfo(info, &tensor));
        if (tensor == 0)
        {
            return new TensorPort(name, TensorElementType.Undefined, []);
        }

        int type;
        nuint rank;
        OrtStatus.Check(Api.GetTensorElementType(tensor, &type));
        OrtStatus.Check(Api.GetDimensionsCount(tensor, &rank));
        var shape = new long[rank];
        fixed (long* sizes = shape)
        {
            OrtStatus.Check(Api.GetDimensions(tensor, sizes, rank));
        }

        return new TensorPort(name, (TensorElementType)type, shape);
    }
}
