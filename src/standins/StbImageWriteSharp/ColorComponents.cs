namespace StbImageWriteSharp;

/// <summary>Samples of a pixel.</summary>
public enum ColorComponents
{
    Grey = 1,
    GreyAlpha,
    RedGreenBlue,
    RedGreenBlueAlpha,
}
