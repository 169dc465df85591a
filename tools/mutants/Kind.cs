namespace Tutorial.Net.Mutants;

/// <summary>What is done to the code.</summary>
internal enum Kind
{
    /// <summary>A condition says the contrary, or always the same.</summary>
    Condition,

    /// <summary>A comparison takes its bound in, or leaves it out.</summary>
    Boundary,

    /// <summary>Another operator, or another of a pair of methods.</summary>
    Operator,

    /// <summary>Another constant.</summary>
    Constant,

    /// <summary>A call or an update is left out.</summary>
    Removal,

    /// <summary>A simple assignment, or a statement that leads elsewhere, is left out; the compiler may need it.</summary>
    Flow,
}
