using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Tutorial.Net.Tests.Races;

/// <summary>
/// Makes a copy of the library in which each access to what threads share is a point of a <see cref="Schedule"/>: locks, Interlocked,
/// Volatile, system calls, and the fields of the types that several threads use. What would make a thread wait is a
/// <see cref="Seams"/>.
/// </summary>
internal sealed class Weaver : IDisposable
{
    private static readonly HashSet<string> Shared =
    [
        "ByteWindow", "LineServer", "LineSession", "LoopQueue", "ServerLoop", "SessionCore", "SessionInput", "SessionOutput", "SessionReader",
        "SocketMultiplexer", "SocketRegistration", "WakeSockets",
    ];

    private static readonly HashSet<string> SystemCalls =
        ["Send", "Receive", "Shutdown", "Dispose", "get_Available", "get_IsClosed", "DangerousGetHandle", "Write", "Control"];

    private readonly AssemblyDefinition _library;
    private readonly MethodReference _point;

    private Weaver(string path)
    {
        _library = AssemblyDefinition.ReadAssembly(path);
        _point = Import(typeof(Schedule), nameof(Schedule.Point));
    }

    /// <summary>How many points there are in the code.</summary>
    public int Points { get; private set; }

    /// <summary>The woven assembly.</summary>
    public static MemoryStream Weave(string path)
    {
        using Weaver weaver = new(path);
        foreach (TypeDefinition type in weaver._library.MainModule.GetTypes().Where(static type => type.Name != nameof(Epoll)))
        {
            foreach (MethodDefinition method in type.Methods.Where(static method => method is { HasBody: true, IsConstructor: false }))
                weaver.Weave(method);
        }

        Assert.True(weaver.Points > 100, $"only {weaver.Points} points in {path}");
        MemoryStream woven = new();
        weaver._library.Write(woven);
        woven.Position = 0;
        return woven;
    }

    public void Dispose() => _library.Dispose();

    private void Weave(MethodDefinition method)
    {
        method.Body.SimplifyMacros();
        foreach (Instruction instruction in method.Body.Instructions.ToArray())
        {
            if (instruction.Operand is MethodReference called && SeamFor(called, instruction.Previous) is { } seam)
                (instruction.OpCode, instruction.Operand) = (OpCodes.Call, seam);
            else if (IsPoint(instruction))
                InsertPoint(method, instruction);
        }

        method.Body.OptimizeMacros();
    }

    private MethodReference? SeamFor(MethodReference called, Instruction? before)
    {
        string? seam = (called.DeclaringType.Name, called.Name, called.Parameters.Count) switch
        {
            (nameof(Monitor), nameof(Monitor.Enter), 2) => nameof(Seams.Enter),
            (nameof(Lock), nameof(Lock.EnterScope), 0) => nameof(Seams.EnterScope),
            (nameof(Epoll), nameof(Epoll.Wait), 4) => nameof(Seams.Wait),
            ("Socket", "Select", 4) => nameof(Seams.Select),
            ("Socket", "Poll", 2) => nameof(Seams.Poll),
            (nameof(IDisposable), nameof(IDisposable.Dispose), 0)
                when before is { OpCode.Code: Code.Constrained, Operand: TypeReference { Name: nameof(CancellationTokenRegistration) } } =>
                nameof(Seams.Dispose),
            _ => null,
        };
        if (seam == nameof(Seams.Dispose))
            (before!.OpCode, before.Operand) = (OpCodes.Nop, null);
        return seam is null ? null : Import(typeof(Seams), seam);
    }

    private static bool IsPoint(Instruction instruction) => instruction.Operand switch
    {
        MethodReference called => called.DeclaringType.Name is nameof(Interlocked) or nameof(Volatile)
            || (SystemCalls.Contains(called.Name) && called.DeclaringType.Name is "Socket" or "SafeHandle" or nameof(Epoll)),
        FieldReference field => instruction.OpCode.Code is Code.Ldfld or Code.Stfld
            && Shared.Contains(field.DeclaringType.Name) && field.Resolve() is { IsInitOnly: false },
        _ => false,
    };

    /// <summary>Before an instruction, and so that whoever jumps to it comes to the point first.</summary>
    private void InsertPoint(MethodDefinition method, Instruction instruction)
    {
        Points++;
        string what = instruction.Operand is MemberReference member ? $"{member.DeclaringType.Name}.{member.Name}" : "";
        ILProcessor il = method.Body.GetILProcessor();
        Instruction moved = il.Create(OpCodes.Nop);
        (moved.OpCode, moved.Operand) = (instruction.OpCode, instruction.Operand);
        (instruction.OpCode, instruction.Operand) = (OpCodes.Ldstr, $"{method.DeclaringType.Name}.{method.Name}, {what}");
        il.InsertAfter(instruction, moved);
        il.InsertBefore(moved, il.Create(OpCodes.Call, _point));
    }

    private MethodReference Import(Type type, string name) => _library.MainModule.ImportReference(type.GetMethod(name));
}
