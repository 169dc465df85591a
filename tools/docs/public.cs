// Leaves in a documentation file what its assembly shows to other assemblies, and fails where a parameter is not described.
//   dotnet run tools/docs/public.cs ASSEMBLY DOCUMENTATION-FILE
#:property PublishAot=false
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;

if (args is not [var assembly, var file])
{
    Console.Error.WriteLine("usage: dotnet run tools/docs/public.cs ASSEMBLY DOCUMENTATION-FILE");
    return 2;
}

HashSet<string> visible = [];
using (var image = new PEReader(File.OpenRead(assembly)))
    Visibility.Collect(image.GetMetadataReader(), visible);

XDocument documentation = XDocument.Load(file, LoadOptions.PreserveWhitespace);
List<string> undescribed = [];
int kept = 0, removed = 0;
foreach (XElement member in documentation.Descendants("member").ToArray())
{
    string id = member.Attribute("name")!.Value;
    if (!Visibility.Holds(visible, id))
    {
        (member.PreviousNode as XText)?.Remove(); // its indentation
        member.Remove();
        removed++;
        continue;
    }

    kept++;
    string[] described = [.. member.Elements("param").Where(p => p.Value.Trim().Length > 0).Select(p => p.Attribute("name")!.Value)];
    // A delegate's parameters are not part of its name.
    if (!id.StartsWith("T:", StringComparison.Ordinal) && member.Element("inheritdoc") is null && described.Length != Visibility.CountParameters(id))
        undescribed.Add($"{id} describes {described.Length} of {Visibility.CountParameters(id)} parameters");
}

foreach (string line in undescribed)
    Console.Error.WriteLine(line);
if (kept == 0 || undescribed.Count > 0)
{
    Console.Error.WriteLine($"{file}: {kept} public members are documented, and {undescribed.Count} of them lack a <param>.");
    return 1;
}

documentation.Save(file, SaveOptions.DisableFormatting);
Console.WriteLine($"{file}: {kept} public members, {removed} others left out.");
return 0;

internal static class Visibility
{
    private const TypeAttributes TypeMask = TypeAttributes.VisibilityMask;

    /// <summary>Adds "Namespace.Type" and "Namespace.Type.Member" for all that another assembly can name.</summary>
    public static void Collect(MetadataReader metadata, HashSet<string> visible)
    {
        foreach (TypeDefinition type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).Where(type => IsVisible(metadata, type)))
        {
            string name = FullName(metadata, type);
            visible.Add(name);
            HashSet<MethodDefinitionHandle> methods = [.. type.GetMethods().Where(m => IsVisible(metadata.GetMethodDefinition(m).Attributes))];
            IEnumerable<StringHandle> members =
            [
                .. methods.Select(m => metadata.GetMethodDefinition(m).Name),
                .. type.GetFields().Select(metadata.GetFieldDefinition).Where(f => IsVisible((MethodAttributes)f.Attributes)).Select(f => f.Name),
                .. type.GetProperties().Select(metadata.GetPropertyDefinition)
                    .Where(p => methods.Contains(p.GetAccessors().Getter) || methods.Contains(p.GetAccessors().Setter)).Select(p => p.Name),
                .. type.GetEvents().Select(metadata.GetEventDefinition).Where(e => methods.Contains(e.GetAccessors().Adder)).Select(e => e.Name),
            ];
            foreach (StringHandle member in members)
                visible.Add($"{name}.{metadata.GetString(member).Replace('.', '#')}");
        }
    }

    /// <summary>Whether another assembly can name what has an identifier such as "M:Namespace.Type.Method``1(System.Int32)".</summary>
    public static bool Holds(HashSet<string> visible, string id)
    {
        string name = id[2..];
        string parameters = "";
        if (name.IndexOfAny(['(', '~']) is >= 0 and int end)
            (name, parameters) = (name[..end], name[end..]);
        if (name.IndexOf("``", StringComparison.Ordinal) is >= 0 and int arity)
            name = name[..arity];
        // Of overloads, those are internal that take what is.
        return visible.Contains(name)
            && Regex.Matches(parameters, @"Tutorial\.Net\.[\w.]+").All(type => visible.Contains(type.Value));
    }

    public static int CountParameters(string id)
    {
        int start = id.IndexOf('(', StringComparison.Ordinal);
        if (start < 0)
            return 0;
        int depth = 0, count = 1;
        foreach (char c in id.AsSpan(start))
        {
            depth += c is '(' or '{' or '[' ? 1 : c is ')' or '}' or ']' ? -1 : 0;
            if (c == ',' && depth == 1)
                count++;
        }

        return count;
    }

    private static bool IsVisible(MetadataReader metadata, TypeDefinition type) => (type.Attributes & TypeMask) switch
    {
        TypeAttributes.Public => true,
        TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem =>
            IsVisible(metadata, metadata.GetTypeDefinition(type.GetDeclaringType())),
        _ => false,
    };

    // Fields have the same bits.
    private static bool IsVisible(MethodAttributes attributes) =>
        (attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

    private static string FullName(MetadataReader metadata, TypeDefinition type) => type.GetDeclaringType().IsNil
        ? $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}"
        : $"{FullName(metadata, metadata.GetTypeDefinition(type.GetDeclaringType()))}.{metadata.GetString(type.Name)}";
}
