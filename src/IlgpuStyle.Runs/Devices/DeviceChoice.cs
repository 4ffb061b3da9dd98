using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Runs.Devices;

/// <summary>A device that settings name, or the best that there is.</summary>
/// <param name="Backend">Open; the owner disposes it.</param>
/// <param name="Reason">Why this one, for people.</param>
internal sealed record DeviceChoice(IBackend Backend, string Reason)
{
    private const string TheFirst = "the first usable graphics card";

    /// <summary>That a card which was named computes wrongly, for people; null if nothing is known against it.</summary>
    public string? Warning { get; init; }

    /// <summary>
    /// Opens the device, or the named ones as one; one that is named and cannot be used is an error, never replaced in silence. A card
    /// whose results differ from the processor's is used only by name.
    /// </summary>
    /// <param name="values">The settings.</param>
    /// <param name="announcements">Told of a card that computes wrongly, and of a card's first use; null: nobody.</param>
    /// <param name="cards">What there is; null: this machine's.</param>
    /// <exception cref="InputException">The device cannot be used, or a setting is for another.</exception>
    public static DeviceChoice Open(SettingValues values, Announcements? announcements = null, GraphicsCards? cards = null)
    {
        cards ??= GraphicsCards.OfThisMachine;
        announcements ??= Announcements.None;
        string[] names = Names(values);
        if (names.Length > 1)
            CheckAlike(names, values, cards);
        List<DeviceChoice> choices = [.. OpenUpTo(1, values, announcements, cards)];
        return choices.Count == 1
            ? choices[0]
            : new DeviceChoice(new DeviceGroup([.. choices.Select(choice => choice.Backend)]), choices[0].Reason)
            {
                Warning = choices.Select(choice => choice.Warning).FirstOrDefault(warning => warning is not null),
            };
    }

    /// <summary>
    /// Opens all devices that several pictures can be dealt out to: where the settings leave the choice, every usable card of the best
    /// kind; else those that are named.
    /// </summary>
    /// <param name="values">The settings.</param>
    /// <param name="announcements">As for <see cref="Open"/>.</param>
    /// <param name="cards">What there is; null: this machine's.</param>
    /// <exception cref="InputException">A device cannot be used, or a setting is for another.</exception>
    public static IReadOnlyList<DeviceChoice> OpenAll(SettingValues values, Announcements announcements, GraphicsCards? cards = null) =>
        OpenUpTo(int.MaxValue, values, announcements, cards ?? GraphicsCards.OfThisMachine);

    /// <summary>Refuses what <see cref="Open"/> would, as far as that can be told without opening or comparing a device that can be
    /// used.</summary>
    /// <param name="values">The settings.</param>
    /// <param name="cards">What there is; null: this machine's.</param>
    /// <exception cref="InputException">The device cannot be used, or a setting is for another.</exception>
    public static void Check(SettingValues values, GraphicsCards? cards = null)
    {
        cards ??= GraphicsCards.OfThisMachine;
        string backend = values.Get(MachineSettings.Backend, "auto");
        IlgpuDevice[] chosen = backend switch
        {
            "simd" => [],
            "auto" => [.. cards.List(IlgpuDeviceKind.Cuda).Concat(cards.List(IlgpuDeviceKind.OpenCL))
                .Where(card => card is { IsGpu: true, IsUsable: true }).Take(1)],
            _ => [.. Names(values).Select(name => Find(name, cards))],
        };
        if (chosen.Length > 1)
            CheckAlike(Names(values), values, cards);
        foreach (IlgpuDevice card in chosen)
        {
            CheckTensorCores(card, values);
            // It says why.
            if (!card.IsUsable)
                cards.Open(card, Options(values)).Dispose();
        }

        if (chosen.Length == 0)
            CheckSimd(values);
    }

    /// <summary>That a backend has nowhere to bring anything from the host's memory to.</summary>
    public static InputException NoOffload(string backend) =>
        new($"--offload: the {backend} backend works in the host's memory already; leave it out, or take --scratch DIR.");

    private static IReadOnlyList<DeviceChoice> OpenUpTo(int most, SettingValues values, Announcements announcements, GraphicsCards cards) =>
        values.Get(MachineSettings.Backend, "auto") switch
        {
            "simd" => [new DeviceChoice(Simd(values), "as given")],
            "auto" => Best(values, announcements, cards, most),
            _ => Named(values, announcements, cards),
        };

    private static string[] Names(SettingValues values) => MachineSettings.NamesIn(values.Get(MachineSettings.Backend, "auto"));

    // Other models choose other kernels: the picture would be neither one's.
    private static void CheckAlike(string[] names, SettingValues values, GraphicsCards cards)
    {
        string list = $"--backend {string.Join(',', names)}";
        if (values.Has(MachineSettings.Autotune))
            throw new InputException($"{list}: --autotune may choose other kernels on each device; leave one of the two out.");
        IlgpuDevice[] devices = [.. names.Select(name => Find(name, cards))];
        if (devices.FirstOrDefault(device => device.Identity != devices[0].Identity && device.Identity.Length > 0) is { } other)
        {
            throw new InputException(
                $"{list}: {devices[0].Name} and {other.Name} round differently, and a picture's tiles should not; expected devices of one "
                    + "model with one driver. In a batch each makes pictures of its own.");
        }
    }

    private static IlgpuDevice Find(string name, GraphicsCards cards)
    {
        (IlgpuDeviceKind kind, int index) = IlgpuDevice.Parse(name)!.Value;
        IReadOnlyList<IlgpuDevice> devices = cards.List(kind);
        return devices.FirstOrDefault(device => device.Index == index) ?? devices[0] with { Index = index, Identity = "" };
    }

    private static List<DeviceChoice> Named(SettingValues values, Announcements announcements, GraphicsCards cards)
    {
        List<DeviceChoice> choices = [];
        try
        {
            foreach (string name in Names(values))
                choices.Add(Named(name, values, announcements, cards));
            return choices;
        }
        catch
        {
            choices.ForEach(choice => choice.Backend.Dispose());
            throw;
        }
    }

    private static SimdBackend Simd(SettingValues values)
    {
        CheckSimd(values);
        return new SimdBackend(new SimdOptions
        {
            Threads = values.Get(MachineSettings.Threads),
            DirectConvolution = Convolution(values) == ConvolutionVariant.Direct,
        });
    }

    private static void CheckSimd(SettingValues values)
    {
        const string Choose = "choose --backend cuda, opencl or ilgpu-cpu";
        if (values.Has(MachineSettings.Autotune))
            throw new InputException($"--autotune: the simd backend has nothing to tune; {Choose}.");
        if (values.Has(MachineSettings.Half))
            throw new InputException($"--half: the simd backend keeps float32 only; {Choose}.");
        if (values.Has(MachineSettings.Tf32))
            throw new InputException("--tf32: the simd backend has no tensor cores; choose --backend cuda.");
        if (values.Has(MachineSettings.Offload))
            throw NoOffload("simd");
    }

    // Winograd's rounding finds other winners in flat regions under max pooling: a tool's steps are not repeated with it.
    private static ConvolutionVariant Convolution(SettingValues values) =>
        values.Has(MachineSettings.Convolution) ? values.Get(MachineSettings.Convolution)
        : values.Has(ExpertSettings.Exact) && !values.Has(MachineSettings.Autotune) ? ConvolutionVariant.Direct
        : ConvolutionVariant.Automatic;

    private static DeviceChoice Named(string name, SettingValues values, Announcements announcements, GraphicsCards cards)
    {
        IlgpuDevice card = Find(name, cards);
        CheckTensorCores(card, values);
        // One that is unusable, or not there, says why when it is opened; ILGPU's CPU accelerator is a debugger, too slow to compare.
        string? warning = card.Identity.Length > 0 && card.Kind != IlgpuDeviceKind.Cpu
            && new DeviceProver(cards, announcements).Prove(card, values.Has(MachineSettings.Tf32)) is { Agrees: false } proof
            ? $"warning: {Differs(card, proof)}" : null;
        if (warning is not null)
            announcements.Note(warning);
        return new DeviceChoice(cards.Open(card, Options(values)), "as given") { Warning = warning };
    }

    private static List<DeviceChoice> Best(SettingValues values, Announcements announcements, GraphicsCards cards, int most)
    {
        List<DeviceChoice> chosen = [];
        string? reason = null;
        // In the order of preference; OpenCL lists the cards again that CUDA has.
        foreach (IlgpuDeviceKind kind in (IlgpuDeviceKind[])[IlgpuDeviceKind.Cuda, IlgpuDeviceKind.OpenCL])
        {
            foreach (IlgpuDevice card in cards.List(kind).Where(card => card.IsGpu))
            {
                CheckTensorCores(card, values);
                if (FaultOf(card, values, announcements, cards) is { } fault)
                    reason ??= fault;
                else
                    chosen.Add(new DeviceChoice(cards.Open(card, Options(values)), chosen.Count == 0 ? TheFirst : "another of them"));
                if (chosen.Count == most)
                    return chosen;
            }

            if (chosen.Count > 0)
                return chosen;
            if (reason is not null && values.Has(MachineSettings.Tf32))
                throw new InputException($"--tf32: {reason}.");
        }

        return [new DeviceChoice(Simd(values), reason ?? "no graphics card; 'istyle devices' lists what was looked for")];
    }

    // One that is unusable says why when it is opened.
    private static void CheckTensorCores(IlgpuDevice card, SettingValues values)
    {
        if (!values.Has(MachineSettings.Tf32))
            return;
        if (Convolution(values) == ConvolutionVariant.Winograd)
            throw new InputException("--tf32 and --convolution winograd exclude each other: Winograd's products are float32's.");
        if (card.IsUsable && !card.HasTensorCores)
            throw new InputException($"--tf32: {card.Name} ({card.CommandName}) has no tensor cores for it; expected a CUDA card of "
                + "compute capability 8.0 or later.");
    }

    private static string? FaultOf(IlgpuDevice card, SettingValues values, Announcements announcements, GraphicsCards cards)
    {
        try
        {
            if (!card.IsUsable)
                return Unusable(card, card.UnusableReason!);
            DeviceProof proof = new DeviceProver(cards, announcements).Prove(card, values.Has(MachineSettings.Tf32));
            return proof.Agrees ? null : Differs(card, proof);
        }
        catch (Exception exception) when ((exception as InputException ?? DeviceFailure.Explain(exception)) is { } failure)
        {
            return Unusable(card, failure.Message.TrimEnd('.'));
        }
    }

    private static string Unusable(IlgpuDevice card, string reason) => $"graphics card {card.Name} is unusable: {reason}";

    private static string Differs(IlgpuDevice card, DeviceProof proof) =>
        $"{card.Name} ({card.CommandName}) computes wrongly ({proof.Failure}); update its driver; 'istyle devices --prove' makes a table "
            + "to report";

    private static IlgpuOptions Options(SettingValues values) => new()
    {
        Convolution = Convolution(values),
        TuningFolder = values.Has(MachineSettings.Autotune) ? DeviceProver.Folder : null,
        HalfActivations = values.Has(MachineSettings.Half),
        TensorCores = values.Has(MachineSettings.Tf32),
    };
}
