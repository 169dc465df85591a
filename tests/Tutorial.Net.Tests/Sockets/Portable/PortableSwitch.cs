using System.Runtime.CompilerServices;

namespace Tutorial.Net.Tests.Sockets.Portable;

/// <summary>Turns the portable forms on for a whole test process, before anything of the library runs.</summary>
internal static class PortableSwitch
{
    public const string Variable = "TUTORIAL_NET_PORTABLE_SOCKETS";

    public static bool IsOn => Environment.GetEnvironmentVariable(Variable) == "1";

    [ModuleInitializer]
    public static void TurnOn()
    {
        if (IsOn)
            AppContext.SetSwitch(PortableSockets.Switch, true);
    }
}
