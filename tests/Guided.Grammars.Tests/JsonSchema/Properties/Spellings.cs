using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Guided.Grammars.Tests.JsonSchema.Properties;

/// <summary>Writes values in one of the many ways of JSON, and makes other values that are near to them.</summary>
internal sealed class Spellings(Random random)
{
    /// <summary>The value with white space, escapes, fractions of zero and an order of members as chance has it.</summary>
    public string Write(JsonNode? value)
    {
        var text = new StringBuilder();
        Write(value, text);
        return text.ToString();
    }

    /// <summary>The value with one thing changed.</summary>
    /// <param name="value">The value.</param>
    /// <param name="other">Makes a value to put in.</param>
    public JsonNode? Change(JsonNode? value, Func<JsonNode?> other)
    {
        var copy = value?.DeepClone();
        switch (copy)
        {
            case JsonObject { Count: > 0 } members when random.Next(4) > 0:
                var name = members.ElementAt(random.Next(members.Count)).Key;
                var member = members[name];
                members.Remove(name);
                if (random.Next(3) > 0)
                {
                    members[random.Next(4) == 0 ? "x2" : name] = Change(member, other);
                }

                return members;
            case JsonObject members when random.Next(2) == 0:
                members[random.Next(2) == 0 ? "a" : "x1"] = other();
                return members;
            case JsonArray { Count: > 0 } items when random.Next(4) > 0:
                var place = random.Next(items.Count);
                var item = items[place];
                items.RemoveAt(place);
                if (random.Next(3) > 0)
                {
                    items.Insert(place, Change(item, other));
                }

                return items;
            case JsonArray items when random.Next(2) == 0:
                items.Add(random.Next(2) == 0 && items.Count > 0 ? items[0]?.DeepClone() : other());
                return items;
            default:
                return other();
        }
    }

    private void Write(JsonNode? value, StringBuilder text)
    {
        switch (value)
        {
            case JsonObject members:
                List('{', '}', members.OrderBy(_ => random.Next()).ToArray(), m =>
                {
                    Text(m.Key, text);
                    Gap(text);
                    text.Append(':');
                    Gap(text);
                    Write(m.Value, text);
                });
                break;
            case JsonArray items:
                List('[', ']', items.ToArray(), i => Write(i, text));
                break;
            case null:
                text.Append("null");
                break;
            default:
                Scalar(value, text);
                break;
        }

        void List<T>(char open, char close, T[] parts, Action<T> write)
        {
            text.Append(open);
            Gap(text);
            for (var i = 0; i < parts.Length; i++)
            {
                if (i > 0)
                {
                    text.Append(',');
                    Gap(text);
                }

                write(parts[i]);
                Gap(text);
            }

            text.Append(close);
        }
    }

    private void Scalar(JsonNode value, StringBuilder text)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                Text(value.GetValue<string>(), text);
                break;
            case JsonValueKind.Number:
                var number = value.ToJsonString();
                text.Append(number);
                if (random.Next(6) == 0 && number.IndexOfAny(['e', 'E']) < 0)
                {
                    text.Append(number.Contains('.', StringComparison.Ordinal) ? "0" : ".0");
                }

                break;
            default:
                text.Append(value.ToJsonString());
                break;
        }
    }

    private void Text(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var unit in value)
        {
            if (unit is '"' or '\\' && random.Next(2) == 0)
            {
                text.Append('\\').Append(unit);
            }
            else if (unit is '"' or '\\' or < ' ' || random.Next(8) == 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            }
            else if (char.IsSurrogate(unit))
            {
                // Half of a pair is written raw only with the other half: both are, or neither.
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
            }
            else
            {
                text.Append(unit);
            }
        }

        text.Append('"');
    }

    private void Gap(StringBuilder text) => text.Append(random.Next(6) switch { 0 => " ", 1 => "\n  ", _ => "" });
}
