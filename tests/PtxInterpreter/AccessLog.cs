namespace PtxInterpreter;

/// <summary>
/// Who last wrote and read each word of a block of memory. Words are 4 bytes until something smaller is accessed.
/// </summary>
internal sealed class AccessLog
{
    private readonly AccessClock _clock;
    private readonly bool _isShared;
    private int _shift = 2;
    private ulong[] _writers;
    private ulong[] _readers;

    // Epoch of a read by another group than the last one, in the same launch; shared memory has none.
    private long[] _otherGroups;

    /// <summary>Nobody has written.</summary>
    /// <param name="bytes">Size of the block.</param>
    /// <param name="clock">Orders the accesses.</param>
    /// <param name="isShared">Whether the contents end with the group.</param>
    public AccessLog(int bytes, AccessClock clock, bool isShared)
    {
        (_clock, _isShared) = (clock, isShared);
        int words = (bytes + 3) / 4;
        _writers = new ulong[words];
        _readers = new ulong[words];
        _otherGroups = isShared ? [] : new long[words];
    }

    /// <summary>The host, or a copy between buffers, writes.</summary>
    public void WriteByHost(int at, int bytes)
    {
        Refine(at, bytes);
        _writers.AsSpan(at >> _shift, bytes >> _shift).Fill(_clock.Host);
    }

    /// <summary>A thread reads.</summary>
    /// <returns>What is wrong, or null.</returns>
    public Hazard? Read(int at, int bytes, int thread)
    {
        if (((at | bytes) & ((1 << _shift) - 1)) != 0)
            Refine(at, bytes);
        ulong stamp = _clock.Stamp(thread);
        for (int word = at >> _shift, end = (at + bytes) >> _shift; word < end; word++)
        {
            ulong writer = _writers[word];
            long written = AccessClock.EpochOf(writer);
            if (writer == 0 || (_isShared && written < _clock.Group))
                return new Hazard(PtxTrap.NeverWritten, "nobody has written it");
            if (Meets(writer, written, thread))
                return new Hazard(PtxTrap.Race, $"{Who(writer, written)} has written it and no barrier lies between");
            ulong reader = _readers[word];
            if (reader == stamp)
                continue;
            long read = AccessClock.EpochOf(reader);
            if (read == _clock.Epoch)
                stamp |= AccessClock.SeveralThreads;
            else if (!_isShared && read >= _clock.Launch && read < _clock.Group)
                _otherGroups[word] = read;
            _readers[word] = stamp;
            stamp = _clock.Stamp(thread);
        }

        return null;
    }

    /// <summary>A thread writes.</summary>
    /// <returns>What is wrong, or null.</returns>
    public Hazard? Write(int at, int bytes, int thread)
    {
        if (((at | bytes) & ((1 << _shift) - 1)) != 0)
            Refine(at, bytes);
        ulong stamp = _clock.Stamp(thread);
        for (int word = at >> _shift, end = (at + bytes) >> _shift; word < end; word++)
        {
            ulong writer = _writers[word], reader = _readers[word];
            long written = AccessClock.EpochOf(writer), read = AccessClock.EpochOf(reader);
            if (Meets(writer, written, thread))
                return new Hazard(PtxTrap.Race, $"{Who(writer, written)} has written it and no barrier lies between");
            if (Meets(reader, read, thread))
                return new Hazard(PtxTrap.Race, $"{Who(reader, read)} has read it and no barrier lies between");
            if (!_isShared && _otherGroups[word] >= _clock.Launch)
                return new Hazard(PtxTrap.Race, "another group has read it");
            _writers[word] = stamp;
        }

        return null;
    }

    // Of this launch, and either another group's or another thread's since the last barrier.
    private bool Meets(ulong stamp, long epoch, int thread) =>
        epoch >= (_isShared ? _clock.Group : _clock.Launch) && epoch != 0
        && (epoch < _clock.Group || (epoch == _clock.Epoch && AccessClock.ThreadOf(stamp) != thread));

    private string Who(ulong stamp, long epoch) => epoch < _clock.Group ? "another group"
        : AccessClock.ThreadOf(stamp) == AccessClock.SeveralThreads ? "more than one thread"
        : $"thread {AccessClock.ThreadOf(stamp)}";

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

    private static T[] Twice<T>(T[] values)
    {
        T[] result = new T[2 * values.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = values[i / 2];
        return result;
    }
}
