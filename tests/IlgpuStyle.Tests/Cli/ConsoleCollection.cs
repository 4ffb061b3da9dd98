namespace IlgpuStyle.Tests.Cli;

/// <summary>Tests that redirect the console run one after the other, and not beside others.</summary>
[CollectionDefinition("console", DisableParallelization = true)]
public sealed class ConsoleCollection;
