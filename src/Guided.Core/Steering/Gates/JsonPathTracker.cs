using System.Runtime.InteropServices;

namespace Guided.Steering.Gates;

/// <summary>Reads JSON as it comes, byte by byte, and tells whether the next byte may belong to the value at a path.</summary>
/// <remarks>
/// It does not check the JSON: the grammar does. The state is a few numbers and a place in a list of open objects and arrays that only
/// grows, so keeping one for each token is cheap.
/// </remarks>
internal sealed class JsonPathTracker : GateTracker
{
    private const int Diverged = -1, NoFrame = -1;

    private readonly JsonPath _path;
    private readonly List<State> _states = new(64);
    private readonly List<Frame> _frames = [];
    private readonly List<byte> _text = new(256);
    private State _now;

    public JsonPathTracker(JsonPath path)
    {
        _path = path;
        _now = new State { Frame = NoFrame, Place = Place.Value };
        Begin();
    }

    private JsonPathTracker(JsonPathTracker source)
    {
        _path = source._path;
        _states.AddRange(source._states);
        _frames.AddRange(source._frames);
        _text.AddRange(source._text);
        _now = source._now;
    }

    private enum Place : byte
    {
        Value,
        String,
        Scalar,
        AfterValue,
        NameOrEnd,
        Name,
        Colon,
    }

    protected override void Read(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            _text.Add(value);
            Step(value);
        }
    }

    protected override bool Save()
    {
        _now.Text = _text.Count;
        _now.Frames = _frames.Count;
        _states.Add(_now);
        var matched = _now.Place is Place.AfterValue or Place.NameOrEnd or Place.Name ? MatchedOf(_now.Frame) : _now.Matched;
        return matched == _path.Length;
    }

    protected override void Restore(int tokens)
    {
        _states.RemoveRange(tokens + 1, _states.Count - tokens - 1);
        _now = _states[^1];
        CollectionsMarshal.SetCount(_text, _now.Text);
        CollectionsMarshal.SetCount(_frames, _now.Frames);
    }

    protected override GateTracker Copy() => new JsonPathTracker(this);

    private static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    // The root has no container: behind it nothing belongs to any value.
    private int MatchedOf(int frame) => frame == NoFrame ? Diverged : _frames[frame].Matched;

    private void Step(byte value)
    {
        switch (_now.Place)
        {
            case Place.Value when IsSpace(value):
                break;
            case Place.Value:
                BeginValue(value);
                break;
            case Place.String:
                ReadString(value, Place.AfterValue);
                break;
            case Place.Scalar when value is (byte)',' or (byte)'}' or (byte)']' || IsSpace(value):
                _now.Place = Place.AfterValue;
                Step(value);
                break;
            case Place.AfterValue:
                EndValue(value);
                break;
            case Place.NameOrEnd when value == '"':
                (_now.Place, _now.NameStart) = (Place.Name, _text.Count);
                break;
            case Place.NameOrEnd when value == '}':
                Pop();
                break;
            case Place.Name:
                ReadString(value, Place.Colon);
                break;
            case Place.Colon when value == ':':
                _now.Place = Place.Value;
                break;
        }
    }

    private void BeginValue(byte value)
    {
        switch (value)
        {
            case (byte)'"':
                _now.Place = Place.String;
                break;
            case (byte)'{':
                Push(isArray: false, 0, _now.Frame, _now.Matched);
                _now.Place = Place.NameOrEnd;
                break;
            case (byte)'[':
                Push(isArray: true, 0, _now.Frame, _now.Matched);
                _now.Matched = Child(_now.Frame);
                break;
            case (byte)']' when _now.Frame != NoFrame && _frames[_now.Frame].IsArray:
                Pop();
                break;
            default:
                _now.Place = Place.Scalar;
                break;
        }
    }

    private void ReadString(byte value, Place after)
    {
        if (_now.Escaped)
        {
            _now.Escaped = false;
        }
        else if (value == '\\')
        {
            _now.Escaped = true;
        }
        else if (value == '"')
        {
            _now.Place = after;
            _now.Matched = after == Place.Colon ? Child(_now.Frame) : _now.Matched;
        }
    }

    private void EndValue(byte value)
    {
        if (_now.Frame == NoFrame)
        {
            return;
        }

        var frame = _frames[_now.Frame];
        switch (value)
        {
            case (byte)',' when frame.IsArray:
                // A frame is never changed, since states of earlier tokens point at it: the next item gets a new one.
                Push(isArray: true, frame.Index + 1, frame.Parent, frame.Matched);
                _now.Matched = Child(_now.Frame);
                _now.Place = Place.Value;
                break;
            case (byte)',':
                _now.Place = Place.NameOrEnd;
                break;
            case (byte)'}' or (byte)']':
                Pop();
                break;
        }
    }

    // How much of the path the member whose name was just read, or the item that comes next, fulfils.
    private int Child(int frame)
    {
        var (matched, isArray, index) = (_frames[frame].Matched, _frames[frame].IsArray, _frames[frame].Index);
        if (matched == Diverged || matched == _path.Length)
        {
            return matched;
        }

        var matches = isArray
            ? _path.MatchesIndex(matched, index)
            : _path.MatchesName(matched, CollectionsMarshal.AsSpan(_text)[_now.NameStart..^1]);
        return matches ? matched + 1 : Diverged;
    }

    private void Push(bool isArray, int index, int parent, int matched)
    {
        _frames.Add(new Frame(parent, matched, isArray, index));
        _now.Frame = _frames.Count - 1;
    }

    private void Pop()
    {
        if (_now.Frame != NoFrame)
        {
            _now.Frame = _frames[_now.Frame].Parent;
        }

        _now.Place = Place.AfterValue;
    }

    private readonly record struct Frame(int Parent, int Matched, bool IsArray, int Index);

    private struct State
    {
        public int Frame;
        public int Matched;
        public int NameStart;
        public int Text;
        public int Frames;
        public Place Place;
        public bool Escaped;
    }
}
