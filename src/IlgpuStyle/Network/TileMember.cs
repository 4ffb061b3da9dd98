namespace IlgpuStyle.Network;

/// <summary>One device's place in a <see cref="TileTeam"/>.</summary>
/// <param name="team">The team.</param>
/// <param name="number">Which of its members, from 0.</param>
internal sealed class TileMember(TileTeam team, int number)
{
    private int _sums;

    /// <summary>Whoever works alone: every tile is its own, and nobody is waited for.</summary>
    public static TileMember Alone { get; } = new(new TileTeam(1), 0);

    /// <summary>The team.</summary>
    public TileTeam Team => team;

    /// <summary>Whether it does what is not dealt out.</summary>
    public bool IsFirst => number == 0;

    /// <summary>Whether a tile is this member's.</summary>
    public bool Owns(int tile) => tile % team.Count == number;

    /// <summary>How many of some tiles are this member's.</summary>
    public int Share(int tiles) => (tiles - number + team.Count - 1) / team.Count;

    /// <summary>The member's i-th tile.</summary>
    public int Tile(int i) => number + i * team.Count;

    /// <summary>A sum over the pieces of all members, the next in the order in which every member asks; null where the member is alone with
    /// them.</summary>
    public TileSum? NextSum() => team.Count > 1 ? team.Sum(_sums++) : null;
}
