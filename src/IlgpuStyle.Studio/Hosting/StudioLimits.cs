namespace IlgpuStyle.Studio.Hosting;

/// <summary>
/// What the server holds at most, so that neither a page gone wild nor another program can use up the machine. A browser has six
/// connections for all its pages together.
/// </summary>
internal static class StudioLimits
{
    /// <summary>Connections at a time; more wait until one ends.</summary>
    public const int Connections = 256;

    /// <summary>Event streams at a time.</summary>
    public const int Viewers = 128;

    /// <summary>Bytes of a request that is no picture.</summary>
    public const int BodyBytes = 256 << 10;

    /// <summary>Bytes of a picture's file: an uncompressed one of 100 megapixels with 16 bits a channel has 600 MB.</summary>
    public const long PictureBytes = 1L << 30;

    /// <summary>Pictures on their way in at a time; more wait.</summary>
    public const int Uploads = 2;

    /// <summary>Bytes a second that a picture on its way in has at least, or it is given up and makes room.</summary>
    public const int UploadRate = 16 << 10;

    /// <summary>How long a connection may take to say what it wants: one that says nothing is closed.</summary>
    public static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection is kept between two requests.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(15);
}
