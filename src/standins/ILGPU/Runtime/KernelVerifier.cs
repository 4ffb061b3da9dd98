using System.Reflection;

namespace ILGPU.Runtime;

/// <summary>Rejects, when a kernel is loaded, what the package rejects and is cheap to see.</summary>
internal static class KernelVerifier
{
    /// <exception cref="NotSupportedException">The method cannot be a kernel.</exception>
    public static void Verify(MethodInfo kernel)
    {
        if (!kernel.IsStatic && !IsLambdaWithoutCapture(kernel))
            throw new NotSupportedException($"Kernel '{kernel.Name}' is an instance method: kernels are static.");
        foreach (ParameterInfo parameter in kernel.GetParameters())
        {
            if (!IsKernelType(parameter.ParameterType))
                throw new NotSupportedException(
                    $"Kernel '{kernel.Name}': parameter '{parameter.Name}' of type {parameter.ParameterType} is not blittable.");
        }
    }

    private static bool IsLambdaWithoutCapture(MethodInfo kernel) =>
        kernel.DeclaringType!.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public).Length == 0;

    private static bool IsKernelType(Type type)
    {
        if (type.IsByRef || type.IsPointer || !type.IsValueType)
            return false;
        if (type.IsPrimitive || type.IsEnum || IsView(type))
            return true;
        FieldInfo[] fields = type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);
        return fields.All(field => IsKernelType(field.FieldType));
    }

    private static bool IsView(Type type) => type.IsGenericType
        && (type.GetGenericTypeDefinition() == typeof(ArrayView<>) || type.GetGenericTypeDefinition() == typeof(ArrayView1D<,>));
}
