using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PtxInterpreter;

/// <summary>
/// The threads of one group: their registers, a value of each register for every thread side by side, their shared memory, and where each
/// of them stands. An instruction is executed for all active threads before the next one.
/// </summary>
internal sealed partial class ThreadGroup
{
    private const int SharedWindowShift = 20;

    private readonly ExecutableFunction _function;
    private readonly uint[] _narrow;
    private readonly ulong[] _wide;
    private readonly MemoryBlock[] _shared;
    private readonly int[] _all;
    private readonly int[] _some;
    private int _count;

    /// <summary>Makes room for a group.</summary>
    /// <param name="function">What it executes.</param>
    /// <param name="memory">Global memory.</param>
    /// <param name="group">Threads of a group.</param>
    public ThreadGroup(ExecutableFunction function, DeviceMemory memory, Extent group)
    {
        (_function, Memory, Group) = (function, memory, group);
        Threads = group.Count;
        _narrow = new uint[function.Registers.NarrowCount * Threads];
        _wide = new ulong[function.Registers.WideCount * Threads];
        _all = [.. Enumerable.Range(0, Threads)];
        _some = new int[Threads];
        _position = new int[Threads];
        _commits = new int[Threads];
        _shared = [.. function.Source.Shared.Select((variable, index) => new MemoryBlock(
            $"{variable.Name} ({variable.Bytes} bytes of shared memory)", SharedAddress(index), new byte[variable.Bytes],
            new AccessLog(variable.Bytes, memory.Clock, isShared: true)))];
        FillConstants();
    }

    /// <summary>Threads.</summary>
    public int Threads { get; }

    /// <summary>Global memory.</summary>
    public DeviceMemory Memory { get; }

    /// <summary>The argument block of the launch.</summary>
    public required byte[] Arguments { get; set; }

    /// <summary>Groups of the launch.</summary>
    public required Extent Grid { get; set; }

    /// <summary>Threads along each axis.</summary>
    public Extent Group { get; }

    /// <summary>Threads that execute the current instruction, ascending.</summary>
    public ReadOnlySpan<int> Active => _count == Threads ? _all : _some.AsSpan(0, _count);

    /// <summary>Whether all threads of the group do.</summary>
    public bool IsWhole => _count == Threads;

    /// <summary>Where a shared array begins: a megabyte for each, so that no index out of one reaches another.</summary>
    public static ulong SharedAddress(int index) => (ulong)(index + 1) << SharedWindowShift;

    /// <summary>The values of a register, one a thread.</summary>
    /// <typeparam name="T">Of 4 or 8 bytes.</typeparam>
    public Span<T> Values<T>(int slot)
        where T : unmanaged => Unsafe.SizeOf<T>() == 8
            ? MemoryMarshal.Cast<ulong, T>(_wide.AsSpan(slot * Threads, Threads))
            : MemoryMarshal.Cast<uint, T>(_narrow.AsSpan(slot * Threads, Threads));

    /// <summary>The shared array whose window an address lies in; null if there is none.</summary>
    public MemoryBlock? FindShared(ulong address)
    {
        long index = (long)(address >> SharedWindowShift) - 1;
        return index >= 0 && index < _shared.Length ? _shared[index] : null;
    }

    /// <summary>Stops the kernel at the current instruction.</summary>
    /// <param name="trap">Why.</param>
    /// <param name="thread">Whose fault it is; −1 for the whole group.</param>
    /// <param name="reason">What happened, a clause.</param>
    public PtxTrapException Stop(PtxTrap trap, int thread, string reason)
    {
        string who = thread < 0 ? "" : $", thread {thread}";
        string where = Current is null ? "" : $", line {Current.Line} '{Current}'";
        return new PtxTrapException(trap, $"{_function.Name}, group {_number}{who}{where}: {reason}.");
    }

    private void FillConstants()
    {
        RegisterFile registers = _function.Registers;
        foreach ((int slot, uint value) in registers.NarrowConstants)
            Values<uint>(slot).Fill(value);
        foreach ((int slot, ulong value) in registers.WideConstants)
            Values<ulong>(slot).Fill(value);
    }

    private void FillSpecial(int x, int y, int z)
    {
        foreach ((int slot, int special) in _function.Registers.Special)
        {
            Span<int> values = Values<int>(slot);
            for (int thread = 0; thread < values.Length; thread++)
            {
                values[thread] = special switch
                {
                    0 => thread % Group.X,
                    1 => thread / Group.X % Group.Y,
                    2 => thread / Group.X / Group.Y,
                    3 => Group.X,
                    4 => Group.Y,
                    5 => Group.Z,
                    6 => x,
                    7 => y,
                    8 => z,
                    9 => Grid.X,
                    10 => Grid.Y,
                    11 => Grid.Z,
                    _ => thread % 32,
                };
            }
        }
    }
}
