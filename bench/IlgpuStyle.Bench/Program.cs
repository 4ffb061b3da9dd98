using BenchmarkDotNet.Running;
using IlgpuStyle.Bench;

return arguments() switch
{
    ["case", string path, string size] => CaseFile.Write(path, int.Parse(size)),
    ["evaluate", string path, .. string[] rest] => EvaluationTimer.Run(path, rest),
    ["tiles", string path, .. string[] rest] => TileTimer.Run(path, rest),
    ["streams", string path, .. string[] rest] => StreamTimer.Run(path, rest),
    ["large", string path, .. string[] rest] => LargeTimer.Run(path, rest),
    ["optimizer", string path, .. string[] rest] => OptimizerTimer.Run(path, rest),
    ["profile", string path, .. string[] rest] => ProfileTimer.Run(path, rest),
    ["machine", .. string[] rest] => MachineTimer.Run(rest),
    ["layers", .. string[] rest] when rest.Length > 0 => LayerTimer.Run(rest),
    [] => Usage(),
    string[] operators => RunOperators(operators),
};

string[] arguments() => args;

static int RunOperators(string[] arguments)
{
    BenchmarkSwitcher.FromAssembly(typeof(CaseFile).Assembly).Run(arguments);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("""
        istyle-bench case FILE SIZE                     write a random full-width VGG19 and pictures of SIZE×SIZE pixels
        istyle-bench evaluate FILE [--threads N] [--repeats N] [--gradient OUT] [--plan PLAN]
                              [--backend NAME [--convolution direct|winograd|tensor] [--half] [--tf32]]
                                                        seconds per evaluation of the 'gatys' loss, as one JSON line
        istyle-bench profile FILE [--threads N] [--repeats N] [--preset NAME]
                                                        an evaluation's time by kind of operation
        istyle-bench machine [--threads N]              the machine's peak of multiply-adds and its bandwidths
        istyle-bench layers SIZE [--threads N] [--repeats N] [--only PREFIX]
                                                        VGG19's layers one by one: convolutions and Gram products
        istyle-bench tiles FILE [--threads N] [--repeats N] --plans PLAN ...
                                                        tiled against whole; a plan is such as pool3:1024x1024,end:*
        istyle-bench streams FILE [--backend KIND] [--plan PLAN] [--scratch FOLDER] [--repeats N]
                                                        tiles from the host, by the way they come to a card
        istyle-bench large FILE --plan PLAN [--scratch FOLDER] [--history N] [--threads N]
                                                        peak memory of a step of L-BFGS, and its two evaluations, as one JSON line
        istyle-bench optimizer FILE [--iterations N]    share of L-BFGS in a run, as one JSON line
        istyle-bench --filter '*Convolution*'           BenchmarkDotNet, per operator
        """);
    return 1;
}
