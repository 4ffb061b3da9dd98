using System.Numerics;
using System.Text;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// Reads Python pickles of protocols 2 to 5 without running anything. A pickle is a program for a stack
/// machine; of its instructions this one knows those that make numbers, text, lists, tuples, dictionaries
/// and the few objects of a <see cref="PickleVocabulary"/>. Any other name is refused and reported.
/// Opcodes: CPython's pickletools.py.
/// </summary>
internal sealed class PickleReader
{
    private const int MaximumOperations = 2_000_000;

    private readonly ByteSource _source;
    private readonly SourceCursor _cursor;
    private readonly PickleVocabulary _vocabulary;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];
    private long _shortBytes;

    private PickleReader(ByteSource source, SourceCursor cursor, PickleVocabulary vocabulary)
    {
        _source = source;
        _cursor = cursor;
        _vocabulary = vocabulary;
    }

    /// <summary>Reads one pickle from <paramref name="cursor"/>, which then stands behind it.</summary>
    /// <exception cref="InputException">
    /// The pickle is damaged or uses a name that is not allowed.
    /// </exception>
    public static object? Read(ByteSource source, SourceCursor cursor, PickleVocabulary vocabulary)
    {
        try
        {
            return new PickleReader(source, cursor, vocabulary).Run();
        }
        catch (InvalidDataException exception)
        {
            throw new InputException(
                $"'{source.DisplayName}': its pickle is damaged at byte {cursor.Position}: "
                + $"{exception.Message}", exception);
        }
    }

    private object? Run()
    {
        for (int operation = 0; operation < MaximumOperations; operation++)
        {
            byte opcode = _cursor.ReadByte();
            if (opcode == (byte)'.')
                return Pop();
            if (!(ReadScalar(opcode) || ReadText(opcode) || ReadContainer(opcode) || ReadObject(opcode)))
                throw new InvalidDataException($"instruction 0x{opcode:x2} is not one that weights need.");
        }

        throw new InvalidDataException($"more than {MaximumOperations} instructions.");
    }

    private bool ReadScalar(byte opcode)
    {
        switch (opcode)
        {
            case 0x80: // PROTO
                byte protocol = _cursor.ReadByte();
                if (protocol is < 2 or > 5)
                    throw new InvalidDataException($"protocol {protocol}, expected 2 to 5.");
                return true;
            case 0x95: // FRAME: its length only helps buffered readers
                _cursor.ReadUInt64();
                return true;
            case (byte)'N':
                return Push(null);
            case 0x88:
                return Push(true);
            case 0x89:
                return Push(false);
            case (byte)'J':
                return Push((long)_cursor.ReadInt32());
            case (byte)'K':
                return Push((long)_cursor.ReadByte());
            case (byte)'M':
                return Push((long)_cursor.ReadUInt16());
            case 0x8a: // LONG1
                return Push(ReadLong(_cursor.ReadByte()));
            case (byte)'G':
                return Push(_cursor.ReadDoubleBigEndian());
            default:
                return false;
        }
    }

    private bool ReadText(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'X':
                return Push(ReadString(_cursor.ReadUInt32()));
            case 0x8c: // SHORT_BINUNICODE
                return Push(ReadString(_cursor.ReadByte()));
            case 0x8d: // BINUNICODE8
                return Push(ReadString(_cursor.ReadUInt64()));
            case (byte)'U' or (byte)'C': // SHORT_BINSTRING, SHORT_BINBYTES
                return Push(ReadBytes(_cursor.ReadByte()));
            case (byte)'T' or (byte)'B': // BINSTRING, BINBYTES
                return Push(ReadBytes(_cursor.ReadUInt32()));
            case 0x8e or 0x96: // BINBYTES8, BYTEARRAY8
                return Push(ReadBytes(_cursor.ReadUInt64()));
            default:
                return false;
        }
    }

    private bool ReadContainer(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'(':
                _marks.Add(_stack.Count);
                return true;
            case (byte)'0':
                Pop();
                return true;
            case (byte)'2':
                return Push(Top());
            case (byte)']':
                return Push(new List<object?>());
            case (byte)'}':
                return Push(new PickleDictionary());
            case (byte)')':
                return Push(Array.Empty<object?>());
            case (byte)'t':
                return Push(PopToMark());
            case (byte)'l':
                return Push(PopToMark().ToList());
            case 0x85 or 0x86 or 0x87: // TUPLE1 to TUPLE3
                return Push(PopMany(opcode - 0x84));
            case (byte)'a':
                object? item = Pop();
                PickleValue.As<List<object?>>(Top()).Add(item);
                return true;
            case (byte)'e':
                object?[] items = PopToMark();
                PickleValue.As<List<object?>>(Top()).AddRange(items);
                return true;
            case (byte)'s':
                return SetItems(PopMany(2));
            case (byte)'u':
                return SetItems(PopToMark());
            default:
                return ReadMemo(opcode);
        }
    }

    private bool ReadMemo(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'q':
                _memo[_cursor.ReadByte()] = Top();
                return true;
            case (byte)'r':
                _memo[_cursor.ReadUInt32()] = Top();
                return true;
            case 0x94: // MEMOIZE
                _memo[_memo.Count] = Top();
                return true;
            case (byte)'h':
                return Push(Recall(_cursor.ReadByte()));
            case (byte)'j':
                return Push(Recall(_cursor.ReadUInt32()));
            default:
                return false;
        }
    }

    private bool ReadObject(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'c':
                return Push(Allowed(new PickleGlobal(_cursor.ReadLine(), _cursor.ReadLine())));
            case 0x93: // STACK_GLOBAL
                object?[] names = PopMany(2);
                return Push(Allowed(
                    new PickleGlobal(PickleValue.As<string>(names[0]), PickleValue.As<string>(names[1]))));
            case (byte)'R' or 0x81: // REDUCE, NEWOBJ
                object?[] arguments = PickleValue.As<object?[]>(Pop());
                PickleGlobal callee = PickleValue.As<PickleGlobal>(Pop());
                Func<object?[], object?> call = _vocabulary.Call(callee)
                    ?? throw new InvalidDataException($"{callee} is called.");
                return Push(call(arguments));
            case (byte)'b':
                object? state = Pop();
                (Top() as IPickleState)?.SetState(state);
                return true;
            case (byte)'Q':
                Func<object?, object?> load = _vocabulary.PersistentLoad
                    ?? throw new InvalidDataException("it refers to data outside.");
                return Push(load(Pop()));
            default:
                return false;
        }
    }

    private PickleGlobal Allowed(PickleGlobal name)
    {
        if (_vocabulary.Knows(name))
            return name;
        throw new InputException(
            $"'{_source.DisplayName}' is refused: its pickle uses {Short(name.ToString())}, which "
            + "weights do not need and which may run programs; nothing was run. Save a plain "
            + "state_dict() or dictionary of arrays instead.");
    }

    private bool SetItems(object?[] items)
    {
        if (items.Length % 2 != 0)
            throw new InvalidDataException("a dictionary has a key without a value.");
        PickleDictionary dictionary = PickleValue.As<PickleDictionary>(Top());
        for (int i = 0; i < items.Length; i += 2)
            dictionary.Set(items[i], items[i + 1]);
        return true;
    }

    private object ReadLong(int length)
    {
        BigInteger value = new(_cursor.ReadBytes(length));
        return value >= long.MinValue && value <= long.MaxValue ? (long)value : value;
    }

    private string ReadString(ulong length)
    {
        _shortBytes += (long)Math.Min(length, long.MaxValue / 2);
        if (_shortBytes > ImportLimits.MaximumDescriptionBytes)
            throw new InvalidDataException("more text than any state dictionary has.");
        return Encoding.UTF8.GetString(_cursor.ReadBytes((long)length));
    }

    private PickleBytes ReadBytes(ulong length)
    {
        long offset = _cursor.Position;
        _cursor.Skip(length > long.MaxValue ? -1 : (long)length);
        return new PickleBytes(_source, offset, (long)length);
    }

    private object? Recall(long key) =>
        _memo.TryGetValue(key, out object? value)
            ? value
            : throw new InvalidDataException($"memo {key} is empty.");

    private bool Push(object? value)
    {
        _stack.Add(value);
        return true;
    }

    private object? Top() =>
        _stack.Count > 0 ? _stack[^1] : throw new InvalidDataException("the stack is empty.");

    private object? Pop() => PopMany(1)[0];

    private object?[] PopMany(int count)
    {
        if (_stack.Count < count || (_marks.Count > 0 && _stack.Count - count < _marks[^1]))
            throw new InvalidDataException("the stack is empty.");
        object?[] values = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    private object?[] PopToMark()
    {
        if (_marks.Count == 0)
            throw new InvalidDataException("a mark is missing.");
        int start = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        object?[] values = [.. _stack[start..]];
        _stack.RemoveRange(start, _stack.Count - start);
        return values;
    }

    private static string Short(string text) => text.Length > 100 ? text[..100] + "…" : text;
}
