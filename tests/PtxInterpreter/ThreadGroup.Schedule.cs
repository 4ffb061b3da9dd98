namespace PtxInterpreter;

/// <content>
/// Which threads go on: those at the block that comes first in <see cref="BasicBlock.Order"/>, so that the others wait for them where the ways meet.
/// </content>
internal sealed partial class ThreadGroup
{
    private const int Exited = -1;

    // Order of the block that a thread comes to next; Exited; or −2 − order of the block behind the barrier at which it waits.
    private readonly int[] _position;

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
        for (long blocks = 0; Select() is { } block; blocks++)
        {
            if (blocks == _function.Options.MaxBlocks)
                throw Stop(PtxTrap.Endless, -1, $"{blocks} basic blocks and no end");
            Execute(block);
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
        int first = int.MaxValue, waiting = 0;
        foreach (int position in _position)
        {
            if (position >= 0)
                first = Math.Min(first, position);
            else if (position != Exited)
                waiting++;
        }

        if (first == int.MaxValue && waiting == 0)
            return null;
        if (first == int.MaxValue)
            first = OpenBarrier();
        _count = 0;
        for (int thread = 0; thread < _position.Length; thread++)
        {
            if (_position[thread] == first)
                _some[_count++] = thread;
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

    private void Execute(BasicBlock block)
    {
        block.ThreadExecutions += _count;
        Operation[] operations = block.Operations;
        for (int i = 0; i < operations.Length; i++)
        {
            Current = block.Body[i];
            try
            {
                operations[i](this);
            }
            catch (DivideByZeroException)
            {
                throw Stop(PtxTrap.DivisionByZero, -1, "a divisor is zero");
            }
        }

        Current = block.End;
        int next = block.Next?.Order ?? Exited;
        if (block.End is null)
            Move(next);
        else if (block.End.IsBarrier)
            Move(-2 - next);
        else
            Branch(block, block.Target?.Order ?? Exited, next);
        Current = null;
    }

    private void Move(int position)
    {
        foreach (int thread in Active)
            _position[thread] = position;
    }

    private void Branch(BasicBlock block, int target, int next)
    {
        if (block.Predicate < 0)
        {
            Move(target);
            return;
        }

        Span<uint> holds = Values<uint>(block.Predicate);
        bool negated = block.End!.GuardIsNegated;
        foreach (int thread in Active)
            _position[thread] = holds[thread] != 0 != negated ? target : next;
    }
}
