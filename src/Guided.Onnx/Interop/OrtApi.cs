namespace Guided.Onnx.Interop;

/// <summary>The functions of ONNX Runtime's C API that Guided calls, typed (<c>OrtApi</c> in <c>onnxruntime_c_api.h</c>, API version 29).</summary>
/// <remarks>
/// The table is an array of function pointers to which later versions only append, so a slot number is stable. A function that can fail
/// returns a status: null, or an error for <see cref="OrtStatus.Check"/>. Sizes are <c>size_t</c>, paths <c>ORTCHAR_T</c> (UTF-16 on Windows).
/// </remarks>
internal sealed unsafe class OrtApi
{
    private static readonly Lock Gate = new();
    private static OrtApi? _instance;

    public readonly delegate* unmanaged[Cdecl]<nint, int> GetErrorCode;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*> GetErrorMessage;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseStatus;

    public readonly delegate* unmanaged[Cdecl]<int, byte*, nint*, nint> CreateEnv;
    public readonly delegate* unmanaged[Cdecl]<nint, nint> DisableTelemetryEvents;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseEnv;

    public readonly delegate* unmanaged[Cdecl]<nint*, nint> CreateSessionOptions;
    public readonly delegate* unmanaged[Cdecl]<nint, nint> DisableMemPattern;
    public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetSessionGraphOptimizationLevel;
    public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetIntraOpNumThreads;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint> AddSessionConfigEntry;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, byte**, byte**, nuint, nint> AppendExecutionProvider;
    public readonly delegate* unmanaged[Cdecl]<nint*, nint> CreateCudaProviderOptions;
    public readonly delegate* unmanaged[Cdecl]<nint, byte**, byte**, nuint, nint> UpdateCudaProviderOptions;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, nint> AppendExecutionProviderCuda;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseCudaProviderOptions;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseSessionOptions;

    public readonly delegate* unmanaged[Cdecl]<nint, void*, nint, nint*, nint> CreateSession;
    public readonly delegate* unmanaged[Cdecl]<nint, void*, nuint, nint, nint*, nint> CreateSessionFromArray;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> SessionGetInputCount;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> SessionGetOutputCount;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint> SessionGetInputName;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint> SessionGetOutputName;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> SessionGetInputTypeInfo;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> SessionGetOutputTypeInfo;
    public readonly delegate* unmanaged[Cdecl]<nint, nint*, nuint, nint> SessionGetMemoryInfoForInputs;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseSession;

    public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> CastTypeInfoToTensorInfo;
    public readonly delegate* unmanaged[Cdecl]<nint, int*, nint> GetTensorElementType;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> GetDimensionsCount;
    public readonly delegate* unmanaged[Cdecl]<nint, long*, nuint, nint> GetDimensions;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseTypeInfo;

    public readonly delegate* unmanaged[Cdecl]<nint*, nint> GetAllocatorWithDefaultOptions;
    public readonly delegate* unmanaged[Cdecl]<nint, void*, nint> AllocatorFree;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, nint*, nint> CreateAllocator;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseAllocator;
    public readonly delegate* unmanaged[Cdecl]<int, int, nint*, nint> CreateCpuMemoryInfo;
    public readonly delegate* unmanaged[Cdecl]<nint, int*, void> MemoryInfoGetDeviceType;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseMemoryInfo;

    public readonly delegate* unmanaged[Cdecl]<nint, long*, nuint, int, nint*, nint> CreateTensorAsOrtValue;
    public readonly delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, int, nint*, nint> CreateTensorWithDataAsOrtValue;
    public readonly delegate* unmanaged[Cdecl]<nint, void**, nint> GetTensorMutableData;
    public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint*, nint, nuint, nint> CopyTensors;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseValue;

    public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> CreateIoBinding;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint, nint> BindInput;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint, nint> BindOutput;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, nint, nint> RunWithBinding;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseIoBinding;

    public readonly delegate* unmanaged[Cdecl]<nint*, nint> CreateRunOptions;
    public readonly delegate* unmanaged[Cdecl]<nint, nint> RunOptionsSetTerminate;
    public readonly delegate* unmanaged[Cdecl]<nint, nint> RunOptionsUnsetTerminate;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseRunOptions;

    private OrtApi(nint* table)
    {
        GetErrorCode = (delegate* unmanaged[Cdecl]<nint, int>)table[1];
        GetErrorMessage = (delegate* unmanaged[Cdecl]<nint, byte*>)table[2];
        ReleaseStatus = (delegate* unmanaged[Cdecl]<nint, void>)table[93];

        CreateEnv = (delegate* unmanaged[Cdecl]<int, byte*, nint*, nint>)table[3];
        DisableTelemetryEvents = (delegate* unmanaged[Cdecl]<nint, nint>)table[6];
        ReleaseEnv = (delegate* unmanaged[Cdecl]<nint, void>)table[92];

        CreateSessionOptions = (delegate* unmanaged[Cdecl]<nint*, nint>)table[10];
        DisableMemPattern = (delegate* unmanaged[Cdecl]<nint, nint>)table[17];
        SetSessionGraphOptimizationLevel = (delegate* unmanaged[Cdecl]<nint, int, nint>)table[23];
        SetIntraOpNumThreads = (delegate* unmanaged[Cdecl]<nint, int, nint>)table[24];
        AddSessionConfigEntry = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint>)table[130];
        AppendExecutionProvider = (delegate* unmanaged[Cdecl]<nint, byte*, byte**, byte**, nuint, nint>)table[216];
        CreateCudaProviderOptions = (delegate* unmanaged[Cdecl]<nint*, nint>)table[205];
        UpdateCudaProviderOptions = (delegate* unmanaged[Cdecl]<nint, byte**, byte**, nuint, nint>)table[206];
        AppendExecutionProviderCuda = (delegate* unmanaged[Cdecl]<nint, nint, nint>)table[204];
        ReleaseCudaProviderOptions = (delegate* unmanaged[Cdecl]<nint, void>)table[208];
        ReleaseSessionOptions = (delegate* unmanaged[Cdecl]<nint, void>)table[100];

        CreateSession = (delegate* unmanaged[Cdecl]<nint, void*, nint, nint*, nint>)table[7];
        CreateSessionFromArray = (delegate* unmanaged[Cdecl]<nint, void*, nuint, nint, nint*, nint>)table[8];
        SessionGetInputCount = (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)table[30];
        SessionGetOutputCount = (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)table[31];
        SessionGetInputTypeInfo = (delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint>)table[33];
        SessionGetOutputTypeInfo = (delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint>)table[34];
        SessionGetInputName = (delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint>)table[36];
        SessionGetOutputName = (delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint>)table[37];
        SessionGetMemoryInfoForInputs = (delegate* unmanaged[Cdecl]<nint, nint*, nuint, nint>)table[380];
        ReleaseSession = (delegate* unmanaged[Cdecl]<nint, void>)table[95];

        CastTypeInfoToTensorInfo = (delegate* unmanaged[Cdecl]<nint, nint*, nint>)table[55];
        GetTensorElementType = (delegate* unmanaged[Cdecl]<nint, int*, nint>)table[60];
        GetDimensionsCount = (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)table[61];
        GetDimensions = (delegate* unmanaged[Cdecl]<nint, long*, nuint, nint>)table[62];
        ReleaseTypeInfo = (delegate* unmanaged[Cdecl]<nint, void>)table[98];

        GetAllocatorWithDefaultOptions = (delegate* unmanaged[Cdecl]<nint*, nint>)table[78];
        AllocatorFree = (delegate* unmanaged[Cdecl]<nint, void*, nint>)table[76];
        CreateAllocator = (delegate* unmanaged[Cdecl]<nint, nint, nint*, nint>)table[131];
        ReleaseAllocator = (delegate* unmanaged[Cdecl]<nint, void>)table[132];
        MemoryInfoGetDeviceType = (delegate* unmanaged[Cdecl]<nint, int*, void>)table[225];
        CreateCpuMemoryInfo = (delegate* unmanaged[Cdecl]<int, int, nint*, nint>)table[69];
        ReleaseMemoryInfo = (delegate* unmanaged[Cdecl]<nint, void>)table[94];

        CreateTensorAsOrtValue = (delegate* unmanaged[Cdecl]<nint, long*, nuint, int, nint*, nint>)table[48];
        CreateTensorWithDataAsOrtValue = (delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, int, nint*, nint>)table[49];
        GetTensorMutableData = (delegate* unmanaged[Cdecl]<nint, void**, nint>)table[51];
        CopyTensors = (delegate* unmanaged[Cdecl]<nint, nint*, nint*, nint, nuint, nint>)table[386];
        ReleaseValue = (delegate* unmanaged[Cdecl]<nint, void>)table[96];

        CreateIoBinding = (delegate* unmanaged[Cdecl]<nint, nint*, nint>)table[134];
        BindInput = (delegate* unmanaged[Cdecl]<nint, byte*, nint, nint>)table[136];
        BindOutput = (delegate* unmanaged[Cdecl]<nint, byte*, nint, nint>)table[137];
        RunWithBinding = (delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)table[133];
        ReleaseIoBinding = (delegate* unmanaged[Cdecl]<nint, void>)table[135];

        CreateRunOptions = (delegate* unmanaged[Cdecl]<nint*, nint>)table[39];
        RunOptionsSetTerminate = (delegate* unmanaged[Cdecl]<nint, nint>)table[46];
        RunOptionsUnsetTerminate = (delegate* unmanaged[Cdecl]<nint, nint>)table[47];
        ReleaseRunOptions = (delegate* unmanaged[Cdecl]<nint, void>)table[97];
    }

    /// <summary>The process's ONNX Runtime, loaded on first use. A failure is not remembered: the next use tries again.</summary>
    /// <exception cref="OnnxRuntimeNotFoundException">The library is missing, is another one, or is too old.</exception>
    public static OrtApi Instance
    {
        get
        {
            if (Volatile.Read(ref _instance) is { } instance)
            {
                return instance;
            }

            lock (Gate)
            {
                return _instance ??= new OrtApi(OrtLibrary.LoadTable());
            }
        }
    }
}
