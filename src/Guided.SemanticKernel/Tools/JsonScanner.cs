namespace Guided.SemanticKernel.Tools;

/// <summary>Finds the end of a JSON object, character by character.</summary>
internal struct JsonScanner
{
    private int _depth;
    private bool _inString;
    private bool _isEscaped;

    /// <summary>Reads a character of the object, its opening brace first.</summary>
    /// <returns>Whether the object ends with it.</returns>
    public bool Ends(char c)
    {
        if (_inString)
        {
            _inString = _isEscaped || c != '"';
            _isEscaped = !_isEscaped && c == '\\';
            return false;
        }

        _inString = c == '"';
        _depth += c is '{' or '[' ? 1 : c is '}' or ']' ? -1 : 0;
        return _depth == 0 && c is '}';
    }
}
