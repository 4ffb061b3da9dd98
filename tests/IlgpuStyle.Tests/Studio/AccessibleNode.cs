namespace IlgpuStyle.Tests.Studio;

/// <summary>A node of a browser's accessibility tree, as a screen reader has it.</summary>
/// <param name="Role">"button", "heading", …</param>
/// <param name="Name">What it is called.</param>
/// <param name="Value">What is entered or chosen.</param>
/// <param name="Properties">"live", "checked", "level", …</param>
internal sealed record AccessibleNode(string Role, string Name, string Value, IReadOnlyDictionary<string, string> Properties)
{
    /// <summary>A property; empty if it has none of that name.</summary>
    public string this[string property] => Properties.GetValueOrDefault(property, "");
}
