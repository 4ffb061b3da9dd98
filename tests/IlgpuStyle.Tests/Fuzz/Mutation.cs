using System.Text;

namespace IlgpuStyle.Tests.Fuzz;

/// <summary>Damages of files and texts.</summary>
internal static class Mutation
{
    // What breaks readers of JSON and of numbers.
    private static readonly string[] s_words =
    [
        "null", "true", "\"\"", "[]", "{}", "-1", "0", "1e400", "NaN", "99999999999999999999", "2147483647", "0.0000001", "[[[[[[[[", "}}",
        "\"\\u001b[2J\"", "\"\\u0000\"", "\"\\ud800\"", "\"a\\nb\"", "\u001b[2J", "\u202e", "é",
        "\"/dev/zero\"", "\"/\"", "\"..\"", "\"@x\"",
        "\"--run=x\"", "\"1:1000000000\"", ",", ":", "\"size\":", new('9', 400), new('[', 3000),
    ];

    /// <summary>Flips, sets, cuts, repeats or inserts bytes; mostly near the front, where the structure is.</summary>
    public static byte[] Bytes(byte[] original, Random random)
    {
        List<byte> bytes = [.. original];
        int changes = 1 + random.Next(6);
        for (int change = 0; change < changes; change++)
        {
            int range = random.Next(3) == 0 ? bytes.Count : Math.Min(bytes.Count, 2048);
            int position = range == 0 ? 0 : random.Next(range);
            switch (random.Next(6))
            {
                case 0 when bytes.Count > 0:
                    bytes[position] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when bytes.Count > 0:
                    bytes[position] = (byte)random.Next(256);
                    break;
                case 2 when bytes.Count > 0:
                    bytes[position] = (byte)(random.Next(2) == 0 ? 0xff : 0);
                    break;
                case 3:
                    bytes.RemoveRange(position, Math.Min(bytes.Count - position, 1 + random.Next(8)));
                    break;
                case 4:
                    bytes.InsertRange(
                        position, Enumerable.Repeat((byte)random.Next(256), 1 + random.Next(8)));
                    break;
                default:
                    for (int i = position; i < Math.Min(bytes.Count, position + 8); i++)
                        bytes[i] = 0xff;
                    break;
            }
        }

        if (random.Next(8) == 0)
        {
            int length = random.Next(bytes.Count + 1);
            bytes.RemoveRange(length, bytes.Count - length);
        }

        return [.. bytes];
    }

    /// <summary>Puts a word into a text, in place of a value or anywhere, one to three times; sometimes bytes are damaged.</summary>
    public static string Text(string original, Random random)
    {
        if (random.Next(4) == 0)
            return Encoding.UTF8.GetString(Bytes(Encoding.UTF8.GetBytes(original), random));
        StringBuilder text = new(original);
        for (int changes = 1 + random.Next(3); changes > 0; changes--)
        {
            string word = s_words[random.Next(s_words.Length)];
            string now = text.ToString();
            int position = now.Length == 0 ? 0 : random.Next(now.Length);
            int value = now.IndexOf(':', position) + 1, end = value <= 0 ? -1 : now.IndexOfAny([',', '}', ']'], value);
            if (random.Next(3) > 0 && end > 0)
                text.Remove(value, end - value).Insert(value, word);
            else
                text.Insert(position, word);
        }

        return text.ToString();
    }

    /// <summary>A word that stands for a value.</summary>
    public static string Word(Random random) => s_words[random.Next(s_words.Length)];
}
