using System.Xml;
using System.Xml.Linq;

namespace IlgpuStyle.Imaging;

/// <summary>Keyword and text pairs as an XMP packet (ISO 16684-1): a sequence of structures in a namespace of their own.</summary>
internal static class XmpTexts
{
    private static readonly XNamespace s_meta = "adobe:ns:meta/", s_rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        s_own = "urn:ilgpustyle:texts";

    /// <summary>The packet.</summary>
    /// <param name="texts">Any pairs of characters that XML can hold.</param>
    /// <exception cref="ArgumentException">A text holds another character.</exception>
    public static byte[] Write(IEnumerable<KeyValuePair<string, string>> texts)
    {
        XElement pairs = new(s_rdf + "Seq", texts.Select(text => new XElement(
            s_rdf + "li", new XAttribute(s_rdf + "parseType", "Resource"), new XElement(s_own + "keyword", text.Key),
                new XElement(s_own + "text", text.Value))));
        XElement packet = new(
            s_meta + "xmpmeta", new XAttribute(XNamespace.Xmlns + "x", s_meta.NamespaceName),
            new XElement(
                s_rdf + "RDF", new XAttribute(XNamespace.Xmlns + "rdf", s_rdf.NamespaceName),
                new XElement(
                    s_rdf + "Description", new XAttribute(s_rdf + "about", ""),
                        new XAttribute(XNamespace.Xmlns + "istyle", s_own.NamespaceName),
                    new XElement(s_own + "texts", pairs))));
        using MemoryStream bytes = new();
        bytes.Write("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"u8);
        using (XmlWriter writer = XmlWriter.Create(bytes, new XmlWriterSettings
        {
            OmitXmlDeclaration = true, Encoding = new System.Text.UTF8Encoding(false), NewLineHandling = NewLineHandling.Entitize,
        }))
            packet.Save(writer);
        bytes.Write("<?xpacket end=\"w\"?>"u8);
        return bytes.ToArray();
    }

    /// <summary>The pairs of a packet, in their order; none if it is somebody else's or damaged.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(byte[] packet)
    {
        try
        {
            using XmlReader reader = XmlReader.Create(
                new MemoryStream(packet), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return
            [
                .. XDocument.Load(reader).Descendants(s_own + "texts").Descendants(s_rdf + "li").Select(pair => KeyValuePair.Create(
                    (string?)pair.Element(s_own + "keyword") ?? "", (string?)pair.Element(s_own + "text") ?? "")),
            ];
        }
        catch (XmlException)
        {
            return [];
        }
    }
}
