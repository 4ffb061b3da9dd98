namespace ILGPU;

public enum OptimizationLevel
{
    Debug = 0,
    O0 = Debug,
    Release = 1,
    O1 = Release,
    O2 = 2,
}
