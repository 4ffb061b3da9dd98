namespace PtxInterpreter;

/// <summary>
/// Who last wrote and read each word of a block of memory. Words are 4 bytes until something smaller is accessed.
/// </summary>
internal sealed class AccessLog
{
    private readonly AccessClock _clock;
    private readonly bool _isShared;
    private readonly int _bytes;
    private int _shift = 2;
    private ulong[] _writers;
    private ulong[] _readers;

    // Epoch of a read by another group than the last one, in the same launch; shared memory has none.
    private ulong[] _otherGroups;

    // Bytes that a copy in flight will write; null while there has been none.
    private bool[]? _inFlight;

    /// <summary>Nobody has written.</summary>
    /// <param name="bytes">Size of the block.</param>
    /// <param name="clock">Orders the accesses.</param>
    /// <param name="isShared">Whether the contents end with the group.</param>
    public AccessLog(int bytes, AccessClock clock, bool isShared)
    {
        (_clock, _isShared, _bytes) = (clock, isShared, bytes);
        int words = (bytes + 3) / 4;
        _writers = new ulong[words];
        _readers = new ulong[words];
        _otherGroups = isShared ? [] : new ulong[words];
    }

    /// <summary>The host, or a copy between buffers, writes.</summary>
    public void WriteByHost(int at, int bytes)
    {
        Refine(at, bytes);
        _writers.AsSpan(at >> _shift, bytes >> _shift).Fill(_clock.Epoch);
    }

    /// <summary>A copy that will write is under way.</summary>
    public void BeginCopy(int at, int bytes)
    {
        _inFlight ??= new bool[_bytes];
        _inFlight.AsSpan(at, bytes).Fill(true);
    }

    /// <summary>A copy has arrived, or will never be missed.</summary>
    public void EndCopy(int at, int bytes) => _inFlight.AsSpan(at, bytes).Clear();

    /// <summary>A thread reads.</summary>
    /// <returns>What is wrong, or null.</returns>
    public Hazard? Read(int at, int bytes, int thread)
    {
        if (IsInFlight(at, bytes))
            return new Hazard(PtxTrap.Race, "a copy that nobody has waited for will write it");
        if (((at | bytes) & ((1 << _shift) - 1)) != 0)
            Refine(at, bytes);
        ulong epoch = _clock.Epoch, stamp = epoch + (uint)thread, several = epoch | AccessClock.SeveralThreads, group = _clock.Group;
        ulong launch = _isShared ? 0 : _clock.Launch;
        for (int word = at >> _shift, end = (at + bytes) >> _shift; word < end; word++)
        {
            // Written by this group before the last barrier, or by this thread, or before the launch.
            ulong writer = _writers[word];
            bool isOrdered = (writer >= group && writer < epoch) || writer == stamp || (writer != 0 && writer < launch);
            if (!isOrdered)
                return writer == 0 || (_isShared && writer < group)
                    ? new Hazard(PtxTrap.NeverWritten, "nobody has written it")
                    : new Hazard(PtxTrap.Race, $"{Who(writer)} has written it and no barrier lies between");
            ulong reader = _readers[word];
            if (reader == stamp || reader == several)
                continue;
            if (!_isShared && reader >= launch && reader < group)
                _otherGroups[word] = reader;
            _readers[word] = reader >= epoch ? several : stamp;
        }

        return null;
    }

    /// <summary>A thread writes.</summary>
    /// <returns>What is wrong, or null.</returns>
    public Hazard? Write(int at, int bytes, int thread)
    {
        if (IsInFlight(at, bytes))
            return new Hazard(PtxTrap.Race, "a copy that nobody has waited for will write it");
        if (((at | bytes) & ((1 << _shift) - 1)) != 0)
            Refine(at, bytes);
        ulong stamp = _clock.Epoch + (uint)thread;
        for (int word = at >> _shift, end = (at + bytes) >> _shift; word < end; word++)
        {
            if (Meets(_writers[word], stamp))
                return new Hazard(PtxTrap.Race, $"{Who(_writers[word])} has written it and no barrier lies between");
            if (Meets(_readers[word], stamp))
                return new Hazard(PtxTrap.Race, $"{Who(_readers[word])} has read it and no barrier lies between");
            if (!_isShared && _otherGroups[word] >= _clock.Launch)
                return new Hazard(PtxTrap.Race, "another group has read it");
            _writers[word] = stamp;
        }

        return null;
    }

    private bool IsInFlight(int at, int bytes) => _inFlight is not null && _inFlight.AsSpan(at, bytes).Contains(true);

    // Of this launch, and either another group's or another thread's since the last barrier.
    private bool Meets(ulong other, ulong stamp) =>
        (other >= _clock.Epoch && other != stamp) || (!_isShared && other >= _clock.Launch && other < _clock.Group);

    private string Who(ulong stamp) => stamp < _clock.Group ? "another group"
        : (stamp & AccessClock.SeveralThreads) == AccessClock.SeveralThreads ? "more than one thread"
        : $"thread {stamp & AccessClock.SeveralThreads}";

    private void Refine(int at, int bytes)
    {
        while (((at | bytes) & ((1 << _shift) - 1)) != 0)
        {
            _shift--;
            _writers = Twice(_writers);
            _readers = Twice(_readers);
            _otherGroups = Twice(_otherGroups);
        }
    }

    private static ulong[] Twice(ulong[] values)
    {
        ulong[] result = new ulong[2 * values.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = values[i / 2];
        return result;
    }
}
