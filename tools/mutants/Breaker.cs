using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Tutorial.Net.Mutants;

/// <summary>
/// Puts every breakage into a file at once, each behind a switch, so that all of them cost one build. The text of exceptions and of logs
/// is left alone, and so is what the compiler must know: constants, attributes, patterns.
/// </summary>
internal sealed class Breaker(string folder, string file, SyntaxTree tree, int next, IReadOnlySet<int> unfit) : CSharpSyntaxRewriter
{
    private static readonly Dictionary<SyntaxKind, SyntaxKind> Boundaries = Swaps(
        (SyntaxKind.LessThanExpression, SyntaxKind.LessThanOrEqualExpression),
        (SyntaxKind.GreaterThanExpression, SyntaxKind.GreaterThanOrEqualExpression));

    private static readonly Dictionary<SyntaxKind, SyntaxKind> Operators = Swaps(
        (SyntaxKind.EqualsExpression, SyntaxKind.NotEqualsExpression),
        (SyntaxKind.LogicalAndExpression, SyntaxKind.LogicalOrExpression),
        (SyntaxKind.AddExpression, SyntaxKind.SubtractExpression),
        (SyntaxKind.MultiplyExpression, SyntaxKind.DivideExpression),
        (SyntaxKind.LeftShiftExpression, SyntaxKind.RightShiftExpression),
        (SyntaxKind.BitwiseAndExpression, SyntaxKind.BitwiseOrExpression),
        (SyntaxKind.AddAssignmentExpression, SyntaxKind.SubtractAssignmentExpression),
        (SyntaxKind.AndAssignmentExpression, SyntaxKind.OrAssignmentExpression));

    /// <summary>All that were found, those that do not compile among them.</summary>
    public List<Breakage> Found { get; } = [];

    public override SyntaxNode? Visit(SyntaxNode? node) => node switch
    {
        AttributeListSyntax or PatternSyntax or EnumMemberDeclarationSyntax or ParameterSyntax or SwitchLabelSyntax
            or InterpolatedStringExpressionSyntax or ThrowExpressionSyntax => node,
        FieldDeclarationSyntax { Modifiers: var modifiers } when modifiers.Any(SyntaxKind.ConstKeyword) => node,
        LocalDeclarationStatementSyntax { IsConst: true } => node,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax call } when IsLog(call) => node,
        _ => base.Visit(node),
    };

    public override SyntaxNode? VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        var visited = (ExpressionSyntax)base.VisitBinaryExpression(node)!;
        if (node.IsKind(SyntaxKind.CoalesceExpression))
            return node.Right is ThrowExpressionSyntax ? visited : Choose(Kind.Condition, node, node.Right, visited);
        if (Boundaries.TryGetValue(node.Kind(), out SyntaxKind bound))
            return Choose(Kind.Boundary, node, Binary(node, bound), visited);
        return Operators.TryGetValue(node.Kind(), out SyntaxKind other) ? Choose(Kind.Operator, node, Binary(node, other), visited) : visited;
    }

    public override SyntaxNode? VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node)
    {
        var visited = (ExpressionSyntax)base.VisitPrefixUnaryExpression(node)!;
        return node.IsKind(SyntaxKind.LogicalNotExpression) && !IsCondition(node) ? Choose(Kind.Condition, node, node.Operand, visited) : visited;
    }

    public override SyntaxNode? VisitIsPatternExpression(IsPatternExpressionSyntax node)
    {
        var visited = (ExpressionSyntax)base.VisitIsPatternExpression(node)!;
        return IsCondition(node) || Declares(node) ? visited : Negate(node, visited);
    }

    public override SyntaxNode? VisitLiteralExpression(LiteralExpressionSyntax node) => node.Token.Value switch
    {
        bool when IsOfConfigureAwait(node) => node,
        true => Choose(Kind.Constant, node, LiteralExpression(SyntaxKind.FalseLiteralExpression), node),
        false => Choose(Kind.Constant, node, LiteralExpression(SyntaxKind.TrueLiteralExpression), node),
        int value and < int.MaxValue => Choose(Kind.Constant, node, Number(Literal(value + 1)), node),
        long value and < long.MaxValue => Choose(Kind.Constant, node, Number(Literal(value + 1)), node),
        _ => node,
    };

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        var visited = (ExpressionSyntax)base.VisitInvocationExpression(node)!;
        string? other = node.Expression.ToString() switch { "Math.Min" => "Math.Max", "Math.Max" => "Math.Min", _ => null };
        return other is null ? visited : Choose(Kind.Operator, node, node.WithExpression(ParseExpression(other)), visited);
    }

    public override SyntaxNode? VisitIfStatement(IfStatementSyntax node) =>
        ((IfStatementSyntax)base.VisitIfStatement(node)!) is { } visited ? visited.WithCondition(Negate(node.Condition, visited.Condition)) : null;

    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node) =>
        ((WhileStatementSyntax)base.VisitWhileStatement(node)!) is { } visited
            ? visited.WithCondition(Negate(node.Condition, visited.Condition)) : null;

    public override SyntaxNode? VisitConditionalExpression(ConditionalExpressionSyntax node) =>
        ((ConditionalExpressionSyntax)base.VisitConditionalExpression(node)!) is { } visited
            ? visited.WithCondition(Negate(node.Condition, visited.Condition)) : null;

    public override SyntaxNode? VisitExpressionStatement(ExpressionStatementSyntax node)
    {
        var visited = (ExpressionStatementSyntax)base.VisitExpressionStatement(node)!;
        if (Declares(node))
            return visited;
        Kind kind = node.Expression.IsKind(SyntaxKind.SimpleAssignmentExpression) ? Kind.Flow : Kind.Removal;
        StatementSyntax kept = Without(kind, node, visited);
        if (node.Expression is not AssignmentExpressionSyntax assignment || !Operators.TryGetValue(node.Expression.Kind(), out SyntaxKind other))
            return kept;
        ExpressionStatementSyntax swapped =
            ExpressionStatement(AssignmentExpression(other, assignment.Left, assignment.Right)).NormalizeWhitespace();
        int id = Add(Kind.Operator, node, swapped.ToString());
        return unfit.Contains(id) ? kept : Block(IfStatement(Switch(id), swapped, ElseClause(Space(kept)))).WithTriviaFrom(node);
    }

    public override SyntaxNode? VisitThrowStatement(ThrowStatementSyntax node) => Without(Kind.Flow, node, node);

    public override SyntaxNode? VisitReturnStatement(ReturnStatementSyntax node) =>
        node.Expression is null ? Without(Kind.Flow, node, node) : base.VisitReturnStatement(node);

    public override SyntaxNode? VisitContinueStatement(ContinueStatementSyntax node) => Without(Kind.Flow, node, node);

    public override SyntaxNode? VisitBreakStatement(BreakStatementSyntax node) =>
        node.Parent is SwitchSectionSyntax ? node : Without(Kind.Flow, node, node);

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        var visited = (MethodDeclarationSyntax)base.VisitMethodDeclaration(node)!;
        bool isVoid = node.ReturnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword };
        if (!isVoid || node.ExpressionBody?.Expression is not { } body || Declares(body))
            return visited;
        int id = Add(Kind.Removal, body, "");
        return unfit.Contains(id) ? visited : visited.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Block(
            IfStatement(Not(id), ExpressionStatement(visited.ExpressionBody!.Expression))));
    }

    private static BinaryExpressionSyntax Binary(BinaryExpressionSyntax node, SyntaxKind kind) =>
        BinaryExpression(kind, node.Left, node.Right);

    private static Dictionary<SyntaxKind, SyntaxKind> Swaps(params (SyntaxKind One, SyntaxKind Other)[] pairs) =>
        pairs.Concat(pairs.Select(pair => (One: pair.Other, Other: pair.One))).ToDictionary(pair => pair.One, pair => pair.Other);

    private static bool Declares(SyntaxNode node) => node.DescendantNodes().Any(part => part is SingleVariableDesignationSyntax);

    private static bool IsStatic(SyntaxNode node) => node.AncestorsAndSelf().OfType<EqualsValueClauseSyntax>().Any(value => value.Parent switch
    {
        PropertyDeclarationSyntax property => property.Modifiers.Any(SyntaxKind.StaticKeyword),
        VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax field } => field.Modifiers.Any(SyntaxKind.StaticKeyword),
        _ => false,
    });

    private static bool IsCondition(ExpressionSyntax node) => node.Parent switch
    {
        IfStatementSyntax or WhileStatementSyntax => true,
        ConditionalExpressionSyntax conditional => conditional.Condition == node,
        _ => false,
    };

    private static bool IsLog(MemberAccessExpressionSyntax call) =>
        call.Expression is IdentifierNameSyntax { Identifier.Text: "ServingLog" or "Log" };

    /// <summary>Whether a wait goes on in the caller's context, which tests have none of.</summary>
    private static bool IsOfConfigureAwait(LiteralExpressionSyntax node) =>
        node.Parent?.Parent?.Parent is InvocationExpressionSyntax call
        && call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait" };

    private static LiteralExpressionSyntax Number(SyntaxToken token) => LiteralExpression(SyntaxKind.NumericLiteralExpression, token);

    private static ExpressionSyntax Switch(int id) => ParseExpression($"global::Tutorial.Net.Mutant.Is({id})");

    private static ExpressionSyntax Not(int id) => ParseExpression($"!global::Tutorial.Net.Mutant.Is({id})");

    private static T Space<T>(T node) where T : SyntaxNode => node.WithLeadingTrivia(ElasticSpace);

    private static ParenthesizedExpressionSyntax Bare(ExpressionSyntax node) => ParenthesizedExpression(node.WithoutTrivia());

    /// <summary>The contrary; where the compiler needs to know what the condition declares, always the one and always the other.</summary>
    private ExpressionSyntax Negate(ExpressionSyntax node, ExpressionSyntax visited)
    {
        if (!Declares(node))
        {
            // The operator's own breakage is the same.
            if (node.IsKind(SyntaxKind.EqualsExpression) || node.IsKind(SyntaxKind.NotEqualsExpression))
                return visited;
            int id = Add(Kind.Condition, node, $"not {node}");
            return unfit.Contains(id) ? visited
                : ParenthesizedExpression(BinaryExpression(SyntaxKind.NotEqualsExpression, Switch(id), Bare(visited)));
        }

        int never = Add(Kind.Condition, node, "false"), always = Add(Kind.Condition, node, "true");
        ExpressionSyntax result = visited;
        if (!unfit.Contains(never))
            result = ParenthesizedExpression(BinaryExpression(SyntaxKind.LogicalAndExpression, Bare(result), Not(never)));
        return unfit.Contains(always) ? result
            : ParenthesizedExpression(BinaryExpression(SyntaxKind.LogicalOrExpression, Bare(result), Switch(always)));
    }

    private ExpressionSyntax Choose(Kind kind, ExpressionSyntax node, ExpressionSyntax other, ExpressionSyntax visited)
    {
        int id = Add(kind, node, other.NormalizeWhitespace().ToString());
        return unfit.Contains(id) ? visited
            : ParenthesizedExpression(ConditionalExpression(Switch(id), Bare(other), Bare(visited))).WithTriviaFrom(node);
    }

    private StatementSyntax Without(Kind kind, StatementSyntax node, StatementSyntax visited)
    {
        int id = Add(kind, node, "");
        // In a block, or an else behind it would become its own.
        return unfit.Contains(id) ? visited : Block(IfStatement(Not(id), Space(visited.WithoutTrivia()))).WithTriviaFrom(node);
    }

    private int Add(Kind kind, SyntaxNode node, string becomes)
    {
        int line = tree.GetLineSpan(node.Span).StartLinePosition.Line + 1;
        Found.Add(new Breakage(next, folder, file, line, node.SpanStart, IsStatic(node), kind, node.ToString(), becomes));
        return next++;
    }
}
