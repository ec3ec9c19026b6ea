namespace Guided.Expressions;

/// <summary>One unknown of a system of equations between regular languages, such as X = a X | b.</summary>
/// <remarks>
/// <para>With variables a regular expression may contain itself, also below intersections and complements, where no repetition could say the
/// same: X = b | (aX ∩ ¬L). As an expression a variable is regular; its derivatives are those of its body.</para>
/// <para>Every occurrence that a body reaches without reading a byte first must lead to another variable in the end (the equations must be
/// guarded), and all variables must be defined before the first derivative is taken.</para>
/// </remarks>
public sealed class RegularVariable
{
    private Expression? _body;

    /// <summary>Declares a variable.</summary>
    /// <param name="name">A name for messages; it need not be unique.</param>
    /// <param name="isNullable">Whether the language contains the empty string, which must be known beforehand.</param>
    public RegularVariable(string name, bool isNullable)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        (Name, IsNullable) = (name, isNullable);
    }

    /// <summary>The name, for messages.</summary>
    public string Name { get; }

    /// <summary>Whether the language contains the empty string.</summary>
    public bool IsNullable { get; }

    /// <summary>The body.</summary>
    /// <exception cref="InvalidOperationException">The variable is not defined yet.</exception>
    public Expression Body => _body ?? throw new InvalidOperationException($"Variable '{Name}' is used but never defined.");

    /// <summary>Gives the variable its body, once.</summary>
    /// <exception cref="ArgumentException">The body is not regular, or is nullable although the variable is not, or the reverse.</exception>
    /// <exception cref="InvalidOperationException">The variable has a body already.</exception>
    public void Define(Expression body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (!body.IsRegular || body.IsNullable != IsNullable)
        {
            throw new ArgumentException($"The body of variable '{Name}' must be regular and {(IsNullable ? "" : "not ")}contain the empty string.", nameof(body));
        }

        _body = _body is null ? body : throw new InvalidOperationException($"Variable '{Name}' is defined twice.");
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
