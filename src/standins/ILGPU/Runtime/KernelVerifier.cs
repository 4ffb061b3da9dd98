using System.Reflection;

namespace ILGPU.Runtime;

/// <summary>Rejects, when a kernel is loaded, what the package rejects and is cheap to see.</summary>
internal static class KernelVerifier
{
    private const BindingFlags InstanceFields =
        BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    /// <exception cref="NotSupportedException">The method's signature is not a kernel's.</exception>
    /// <exception cref="InternalCompilerException">Its body does what no GPU can.</exception>
    public static void Verify(MethodInfo kernel)
    {
        if (!kernel.IsStatic && kernel.DeclaringType!.GetFields(InstanceFields).Length > 0)
            throw new NotSupportedException($"Kernel '{kernel.Name}' is no static method.");
        foreach (ParameterInfo parameter in kernel.GetParameters())
        {
            if (!IsKernelType(parameter.ParameterType))
                throw new NotSupportedException(
                    $"Kernel '{kernel.Name}': {parameter.ParameterType} {parameter.Name} is not blittable.");
        }

        try
        {
            new KernelBodyVerifier().Visit(kernel);
        }
        catch (NotSupportedException exception)
        {
            throw new InternalCompilerException($"Kernel '{kernel.Name}': {exception.Message}", exception);
        }
    }

    private static bool IsKernelType(Type type)
    {
        if (type.IsByRef || type.IsPointer || !type.IsValueType)
            return false;
        return type.IsPrimitive || type.IsEnum || IsView(type)
            || type.GetFields(InstanceFields).All(field => IsKernelType(field.FieldType));
    }

    private static bool IsView(Type type)
    {
        Type? definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        return definition == typeof(ArrayView<>) || definition == typeof(ArrayView1D<,>);
    }
}
