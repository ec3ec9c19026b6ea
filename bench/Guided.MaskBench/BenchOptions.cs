namespace Guided.MaskBench;

/// <summary>The command line.</summary>
/// <param name="Vocabulary">A <c>.jsonl</c> or <c>.jsonl.gz</c> vocabulary.</param>
/// <param name="Cases">A <c>.jsonl</c> or <c>.jsonl.gz</c> file of cases.</param>
/// <param name="Output">Where the results go, one JSON a line.</param>
internal sealed record BenchOptions(string Vocabulary, string Cases, string Output)
{
    public const string Usage = """
        usage: Guided.MaskBench VOCAB CASES OUT [options]

          --limit N      run the first N cases only
          --kinds a,b    run these kinds only: json_schema, regex, gbnf, ebnf, lark
          --only TEXT    run the cases whose id contains TEXT
          --warm         later strings of a case use what the first left behind
          --any-order    object members in any order; counts instances whose keys are out of order
          --indented     JSON as System.Text.Json writes it indented: schemas admit no other white space, and instances are laid out so
          --slowest N    print the N slowest masks and compilations
          --cpu-time     time what the thread computes rather than the wall's time (Linux)
        """;

    public int? Limit { get; init; }

    public IReadOnlySet<string>? Kinds { get; init; }

    public string? Only { get; init; }

    public bool Warm { get; init; }

    public bool AnyOrder { get; init; }

    public bool Indented { get; init; }

    public int Slowest { get; init; }

    public bool CpuTime { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">It is not as <see cref="Usage"/> says.</exception>
    public static BenchOptions Parse(string[] arguments)
    {
        var positional = new List<string>();
        var options = new BenchOptions("", "", "");
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--limit" => options with { Limit = Number() },
                "--kinds" => options with { Kinds = Value().Split(',').ToHashSet(StringComparer.Ordinal) },
                "--only" => options with { Only = Value() },
                "--warm" => options with { Warm = true },
                "--any-order" => options with { AnyOrder = true },
                "--indented" => options with { Indented = true },
                "--cpu-time" => options with { CpuTime = true },
                "--slowest" => options with { Slowest = Number() },
                ['-', '-', ..] => throw new ArgumentException($"Unknown option {arguments[i]}."),
                _ => Positional(),
            };

            string Value() => ++i < arguments.Length ? arguments[i] : throw new ArgumentException($"{arguments[i - 1]} needs a value.");

            int Number() => int.TryParse(Value(), out var number) && number >= 0
                ? number
                : throw new ArgumentException($"{arguments[i - 1]} needs a number, not '{arguments[i]}'.");

            BenchOptions Positional()
            {
                positional.Add(arguments[i]);
                return options;
            }
        }

        return positional.Count == 3
            ? options with { Vocabulary = positional[0], Cases = positional[1], Output = positional[2] }
            : throw new ArgumentException($"Three paths are needed (VOCAB CASES OUT), not {positional.Count}.");
    }
}
