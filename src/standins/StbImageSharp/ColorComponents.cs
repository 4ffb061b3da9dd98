namespace StbImageSharp;

/// <summary>Samples of a pixel; <see cref="Default"/> stands for those that the file has.</summary>
public enum ColorComponents
{
    Default,
    Grey,
    GreyAlpha,
    RedGreenBlue,
    RedGreenBlueAlpha,
}
