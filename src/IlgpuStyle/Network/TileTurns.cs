namespace IlgpuStyle.Network;

/// <summary>Whose turn it is, where members of a team do something one after the other.</summary>
internal sealed class TileTurns(TileTeam team)
{
    private int _next;

    /// <summary>Where there is nobody to wait for.</summary>
    public static TileTurns Nobodys { get; } = new(new TileTeam(1));

    /// <summary>Waits for a turn, 0, 1, …; <see cref="Pass"/> ends it.</summary>
    public void Await(int turn) => team.Await(() => _next == turn);

    /// <summary>Waits until so many turns are over.</summary>
    public void AwaitEnd(int turns) => team.Await(() => _next >= turns);

    /// <summary>Ends the turn.</summary>
    public void Pass()
    {
        if (team.IsTogether)
            team.Change(() => _next++);
    }

    /// <summary>The first turn is next.</summary>
    public void Reset() => _next = 0;
}
