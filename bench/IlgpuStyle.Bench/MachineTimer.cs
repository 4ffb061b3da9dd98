using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace IlgpuStyle.Bench;

/// <summary>The two roofs of the machine: multiply-adds per second from registers, and bytes per second from each level of
/// memory.</summary>
internal static unsafe class MachineTimer
{
    private const int Rounds = 5;

    /// <summary>Prints peak and bandwidth of one thread and of all at once.</summary>
    public static int Run(string[] arguments)
    {
        int threads = int.Parse(
            EvaluationTimer.Option(arguments, "--threads", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
            CultureInfo.InvariantCulture);
        foreach (int count in threads == 1 ? [1] : new[] { 1, threads })
        {
            double peak = Best(count, _ => Vector512.IsHardwareAccelerated ? MultiplyAdds512() : MultiplyAdds256());
            Console.WriteLine($"{count} thread(s): {peak / 1e9:F0} GFLOP/s of multiply-adds, "
                + $"{(Vector512.IsHardwareAccelerated ? 512 : 256)} bits");
            foreach (int kibibytes in new[] { 32, 512, 4096, 16384, 262144 })
            {
                nuint bytes = (nuint)kibibytes * 1024;
                nint[] buffers = [.. Enumerable.Range(0, count).Select(_ => (nint)NativeMemory.AlignedAlloc(bytes, 64))];
                double write = Best(count, i => Write((float*)buffers[i], (long)bytes));
                double read = Best(count, i => Read((float*)buffers[i], (long)bytes));
                Console.WriteLine($"  {kibibytes,7} KiB a thread: read {read / 1e9,6:F1}, write {write / 1e9,6:F1} GB/s together");
                foreach (nint buffer in buffers)
                    NativeMemory.AlignedFree((void*)buffer);
            }
        }

        return 0;
    }

    /// <summary>The best rate over some rounds: <paramref name="work"/> returns what it has done, operations or bytes.</summary>
    private static double Best(int threads, Func<int, double> work)
    {
        double best = 0;
        for (int round = 0; round < Rounds; round++)
        {
            double[] done = new double[threads];
            long begin = Stopwatch.GetTimestamp();
            Thread[] team = [.. Enumerable.Range(1, threads - 1).Select(i => new Thread(() => done[i] = work(i)))];
            foreach (Thread thread in team)
                thread.Start();
            done[0] = work(0);
            foreach (Thread thread in team)
                thread.Join();
            best = Math.Max(best, done.Sum() / Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }

        return best;
    }

    // 16 chains: twice the latency of 4 cycles at 2 per cycle.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double MultiplyAdds512()
    {
        const int Steps = 20_000_000;
        Vector512<float> x = Vector512.Create(1.0001f), y = Vector512.Create(1e-7f);
        Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x;
        Vector512<float> i = x, j = x, k = x, l = x, m = x, n = x, o = x, p = x;
        for (int step = 0; step < Steps; step++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, y);
            b = Vector512.FusedMultiplyAdd(b, x, y);
            c = Vector512.FusedMultiplyAdd(c, x, y);
            d = Vector512.FusedMultiplyAdd(d, x, y);
            e = Vector512.FusedMultiplyAdd(e, x, y);
            f = Vector512.FusedMultiplyAdd(f, x, y);
            g = Vector512.FusedMultiplyAdd(g, x, y);
            h = Vector512.FusedMultiplyAdd(h, x, y);
            i = Vector512.FusedMultiplyAdd(i, x, y);
            j = Vector512.FusedMultiplyAdd(j, x, y);
            k = Vector512.FusedMultiplyAdd(k, x, y);
            l = Vector512.FusedMultiplyAdd(l, x, y);
            m = Vector512.FusedMultiplyAdd(m, x, y);
            n = Vector512.FusedMultiplyAdd(n, x, y);
            o = Vector512.FusedMultiplyAdd(o, x, y);
            p = Vector512.FusedMultiplyAdd(p, x, y);
        }

        Sink = Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p);
        return 16.0 * 2 * Vector512<float>.Count * Steps;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double MultiplyAdds256()
    {
        const int Steps = 20_000_000;
        Vector256<float> x = Vector256.Create(1.0001f), y = Vector256.Create(1e-7f);
        Vector256<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int step = 0; step < Steps; step++)
        {
            a = Vector256.FusedMultiplyAdd(a, x, y);
            b = Vector256.FusedMultiplyAdd(b, x, y);
            c = Vector256.FusedMultiplyAdd(c, x, y);
            d = Vector256.FusedMultiplyAdd(d, x, y);
            e = Vector256.FusedMultiplyAdd(e, x, y);
            f = Vector256.FusedMultiplyAdd(f, x, y);
            g = Vector256.FusedMultiplyAdd(g, x, y);
            h = Vector256.FusedMultiplyAdd(h, x, y);
            i = Vector256.FusedMultiplyAdd(i, x, y);
            j = Vector256.FusedMultiplyAdd(j, x, y);
            k = Vector256.FusedMultiplyAdd(k, x, y);
            l = Vector256.FusedMultiplyAdd(l, x, y);
        }

        Sink = Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
        return 12.0 * 2 * Vector256<float>.Count * Steps;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Read(float* data, long bytes)
    {
        long passes = Math.Max(1, (1L << 29) / bytes), length = bytes / sizeof(float);
        Vector256<float> a = default, b = default, c = default, d = default;
        for (long pass = 0; pass < passes; pass++)
        {
            for (float* p = data; p < data + length; p += 32)
            {
                a += Vector256.Load(p);
                b += Vector256.Load(p + 8);
                c += Vector256.Load(p + 16);
                d += Vector256.Load(p + 24);
            }
        }

        Sink = Vector256.Sum(a + b + c + d);
        return (double)passes * bytes;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Write(float* data, long bytes)
    {
        long passes = Math.Max(1, (1L << 29) / bytes), length = bytes / sizeof(float);
        for (long pass = 0; pass < passes; pass++)
        {
            Vector256<float> value = Vector256.Create((float)pass);
            for (float* p = data; p < data + length; p += 32)
            {
                value.Store(p);
                value.Store(p + 8);
                value.Store(p + 16);
                value.Store(p + 24);
            }
        }

        return (double)passes * bytes;
    }

    /// <summary>Takes results, so that no loop is dead.</summary>
    private static float Sink { get; set; }
}
