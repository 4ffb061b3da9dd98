using IlgpuStyle.Studio.Hosting;

namespace IlgpuStyle.Studio.Events;

/// <summary>Everybody who looks. What happens is told to all; nobody is waited for.</summary>
internal sealed class Hub
{
    private readonly object _lock = new();
    private readonly List<Viewer> _viewers = [];
    private bool _isClosed;

    /// <summary>How many look.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _viewers.Count;
        }
    }

    /// <summary>Tells all.</summary>
    public void Tell<T>(string name, T value)
    {
        lock (_lock)
        {
            if (_viewers.Count == 0)
                return;
            ServerEvent happening = ServerEvent.Of(name, value);
            foreach (Viewer viewer in _viewers)
                viewer.Send(happening);
        }
    }

    /// <summary>Lets somebody in; null if too many look already.</summary>
    /// <param name="first">What it is told first; what happens meanwhile comes after it.</param>
    public Viewer? Open(Func<ServerEvent> first)
    {
        Viewer viewer = new();
        lock (_lock)
        {
            if (_isClosed || _viewers.Count >= StudioLimits.Viewers)
                return null;
            viewer.Send(first());
            _viewers.Add(viewer);
        }

        return viewer;
    }

    /// <summary>Somebody has gone.</summary>
    public void Close(Viewer viewer)
    {
        lock (_lock)
            _viewers.Remove(viewer);
    }

    /// <summary>Ends all streams, and lets nobody in any more.</summary>
    public void CloseAll()
    {
        lock (_lock)
        {
            _isClosed = true;
            foreach (Viewer viewer in _viewers)
                viewer.Close();
        }
    }
}
