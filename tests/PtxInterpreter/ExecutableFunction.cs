namespace PtxInterpreter;

/// <summary>A PTX entry that can be launched, and what its launches have executed so far.</summary>
public sealed class ExecutableFunction
{
    private ThreadGroup? _threads;

    /// <summary>Parses PTX and looks every instruction up.</summary>
    /// <param name="ptx">A module with one entry.</param>
    /// <param name="options">How it is executed; null for the defaults.</param>
    /// <param name="name">For messages; null for the entry's own.</param>
    /// <exception cref="NotSupportedException">An instruction or declaration is unknown; the message names it.</exception>
    public ExecutableFunction(string ptx, InterpreterOptions? options = null, string? name = null)
    {
        Options = options ?? new InterpreterOptions();
        Source = PtxParser.Parse(ptx);
        Name = name ?? Source.Name;
        if (Options.Contract)
            ContractedProducts = Contraction.Apply(Source);
        Registers = new RegisterFile(Source);
        Blocks = ControlFlow.Build(Source);
        foreach (BasicBlock block in Blocks)
        {
            block.Operations = [.. block.Body.Select(Translate)];
            if (block.End?.Guard is { } guard)
                block.Predicate = Registers.Narrow(guard);
            if (block.End is { IsBarrier: true } barrier && (barrier.Guard is not null || barrier.Operands is not ["0"]))
                throw new NotSupportedException($"{Name}, line {barrier.Line}: '{barrier}' is not supported.");
        }
    }

    /// <summary>For messages and reports.</summary>
    public string Name { get; }

    /// <summary>Bytes of shared memory of a group.</summary>
    public int SharedBytes => Source.SharedBytes;

    /// <summary>Launches so far.</summary>
    public long Launches { get; private set; }

    /// <summary>Groups so far.</summary>
    public long Groups { get; private set; }

    /// <summary>Instructions so far, counted once for each thread.</summary>
    public long ThreadInstructions => Blocks.Sum(block => block.ThreadExecutions * block.Length);

    /// <summary>Instructions that can be reached.</summary>
    public int Instructions => Blocks.Sum(block => block.Length);

    /// <summary>Those of them that a thread has executed.</summary>
    public int CoveredInstructions => Blocks.Where(block => block.ThreadExecutions > 0).Sum(block => block.Length);

    /// <summary>Products fused with the additions that use them (<see cref="InterpreterOptions.Contract"/>), in the text.</summary>
    public int ContractedProducts { get; }

    internal InterpreterOptions Options { get; }

    internal PtxFunction Source { get; }

    internal RegisterFile Registers { get; }

    internal BasicBlock[] Blocks { get; }

    /// <summary>Runs every group of a launch, one after the other.</summary>
    /// <param name="memory">Where its pointers lead.</param>
    /// <param name="arguments">The argument block, laid out as the parameters are.</param>
    /// <param name="grid">Groups.</param>
    /// <param name="group">Threads of a group.</param>
    /// <exception cref="PtxTrapException">A thread does what it must not.</exception>
    /// <exception cref="ArgumentException">The launch does not fit the function.</exception>
    public void Launch(DeviceMemory memory, byte[] arguments, Extent grid, Extent group)
    {
        if (arguments.Length != Source.ParameterBytes)
            throw new ArgumentException($"{Name}: {arguments.Length} bytes of arguments, expected {Source.ParameterBytes}.");
        int most = Source.MaxThreads > 0 ? Source.MaxThreads : 1024;
        if (group.Count < 1 || group.Count > most)
            throw new ArgumentException($"{Name}: {group.Count} threads a group, at most {most}.");
        memory.Clock.BeginLaunch();
        Launches++;
        ThreadGroup threads = Threads(memory, arguments, grid, group);
        for (int z = 0; z < grid.Z; z++)
        for (int y = 0; y < grid.Y; y++)
        for (int x = 0; x < grid.X; x++)
        {
            threads.Run(x, y, z);
            Groups++;
        }

        memory.Clock.EndLaunch();
    }

    // Registers take megabytes: the last launch's serve again where they fit.
    private ThreadGroup Threads(DeviceMemory memory, byte[] arguments, Extent grid, Extent group)
    {
        if (_threads is null || _threads.Memory != memory || _threads.Group != group)
            _threads = new ThreadGroup(this, memory, group) { Arguments = arguments, Grid = grid };
        (_threads.Arguments, _threads.Grid) = (arguments, grid);
        return _threads;
    }

    private Operation Translate(PtxInstruction instruction)
    {
        try
        {
            Operation operation = InstructionSet.Translate(instruction, Registers, Source);
            if (instruction.Guard is null)
                return operation;
            int predicate = Registers.Narrow(instruction.Guard);
            return group => group.Guarded(predicate, instruction.GuardIsNegated, operation);
        }
        catch (NotSupportedException exception)
        {
            throw new NotSupportedException(
                $"{Name}, line {instruction.Line}: '{instruction}' is not supported ({exception.Message}).", exception);
        }
    }
}
