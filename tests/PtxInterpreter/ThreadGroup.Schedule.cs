namespace PtxInterpreter;

/// <content>
/// Which threads go on: those at the block that comes first in <see cref="BasicBlock.Order"/>, so that the others wait for them where the
/// ways meet.
/// </content>
internal sealed partial class ThreadGroup
{
    private const int Exited = -1;

    // Order of the block that a thread comes to next; Exited; or −2 − order of the block behind the barrier at which it waits.
    private readonly int[] _position;

    // The lowest order at which a thread stands that is not active.
    private int _others;
    private string _number = "";

    /// <summary>The instruction being executed.</summary>
    public PtxInstruction? Current { get; set; }

    /// <summary>Executes one group of the launch from beginning to end.</summary>
    /// <exception cref="PtxTrapException">It does what it must not.</exception>
    public void Run(int x, int y, int z)
    {
        _number = $"({x}, {y}, {z})";
        Memory.Clock.BeginGroup();
        FillSpecial(x, y, z);
        Array.Clear(_position);
        ForgetCopies();
        try
        {
            long blocks = 0;
            for (BasicBlock? block = Select(); block is not null; block = Execute(block) ?? Select())
            {
                if (blocks++ == _function.Options.MaxBlocks)
                    throw Stop(PtxTrap.Endless, -1, $"{_function.Options.MaxBlocks} basic blocks and no end");
            }
        }
        catch (DivideByZeroException)
        {
            throw Stop(PtxTrap.DivisionByZero, -1, "a divisor is zero");
        }
    }

    /// <summary>Executes an operation for those of the active threads whose predicate holds.</summary>
    public void Guarded(int predicate, bool negated, Operation operation)
    {
        int[] before = [.. Active];
        Span<uint> holds = Values<uint>(predicate);
        _count = 0;
        foreach (int thread in before)
        {
            if (holds[thread] != 0 != negated)
                _some[_count++] = thread;
        }

        if (_count > 0)
            operation(this);
        before.CopyTo(_some, 0);
        _count = before.Length;
    }

    // The next block and the threads at it; null when all have returned. Opens a barrier when nobody else can go on.
    private BasicBlock? Select()
    {
        int first = int.MaxValue;
        bool waiting = false;
        foreach (int position in _position)
        {
            if (position >= 0)
                first = Math.Min(first, position);
            else
                waiting |= position != Exited;
        }

        if (first == int.MaxValue && !waiting)
            return null;
        if (first == int.MaxValue)
            first = OpenBarrier();
        (_count, _others) = (0, int.MaxValue);
        for (int thread = 0; thread < _position.Length; thread++)
        {
            if (_position[thread] == first)
                _some[_count++] = thread;
            else if (_position[thread] >= 0)
                _others = Math.Min(_others, _position[thread]);
        }

        return _function.Blocks[first];
    }

    private int OpenBarrier()
    {
        int position = _position[0];
        for (int thread = 0; thread < _position.Length; thread++)
        {
            if (_position[thread] == position)
                continue;
            (int waits, int other) = position == Exited ? (thread, 0) : (0, thread);
            throw Stop(
                PtxTrap.DivergentBarrier, waits,
                $"waits at the barrier of line {LineOfBarrier(waits)}, while thread {other} "
                + (_position[other] == Exited ? "has returned" : $"waits at that of line {LineOfBarrier(other)}"));
        }

        Memory.Clock.PassBarrier();
        Array.Fill(_position, -2 - position);
        return -2 - position;
    }

    private int LineOfBarrier(int thread)
    {
        BasicBlock behind = _function.Blocks[-2 - _position[thread]];
        return _function.Blocks.First(block => block.Next == behind && block.End is { IsBarrier: true }).End!.Line;
    }

    // The block to which all active threads go, if no others are to be waited for; else null, and every thread has its position.
    private BasicBlock? Execute(BasicBlock block)
    {
        block.ThreadExecutions += _count;
        Operation[] operations = block.Operations;
        for (int i = 0; i < operations.Length; i++)
        {
            Current = block.Body[i];
            operations[i](this);
        }

        Current = block.End;
        if (block.End is null)
            return Move(block.Next);
        if (!block.End.IsBarrier)
            return block.Predicate < 0 ? Move(block.Target) : Branch(block);
        if (!IsWhole)
        {
            foreach (int thread in Active)
                _position[thread] = -2 - block.Next!.Order;
            return null;
        }

        Memory.Clock.PassBarrier();
        return block.Next;
    }

    private BasicBlock? Move(BasicBlock? block)
    {
        int position = block?.Order ?? Exited;
        if (block is not null && position < _others)
            return block;
        foreach (int thread in Active)
            _position[thread] = position;
        return null;
    }

    private BasicBlock? Branch(BasicBlock block)
    {
        Span<uint> holds = Values<uint>(block.Predicate);
        bool negated = block.End!.GuardIsNegated;
        int taken = 0;
        foreach (int thread in Active)
            taken += holds[thread] != 0 != negated ? 1 : 0;
        if (taken == 0)
            return Move(block.Next);
        if (taken == _count)
            return Move(block.Target);
        int target = block.Target?.Order ?? Exited, next = block.Next?.Order ?? Exited;
        foreach (int thread in Active)
            _position[thread] = holds[thread] != 0 != negated ? target : next;
        return null;
    }
}
