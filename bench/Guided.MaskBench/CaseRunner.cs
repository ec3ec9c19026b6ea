using System.Text;
using Guided.Automata;
using Guided.Rules;
using Guided.Vocabularies;

namespace Guided.MaskBench;

/// <summary>Runs one case: compilation, the first mask, every string.</summary>
/// <remarks>
/// Without <c>--warm</c> the grammar is compiled anew, untimed, for each further valid string, so that no string profits from another.
/// </remarks>
internal sealed class CaseRunner(Vocabulary vocabulary, BenchOptions options, SlowList slow)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public CaseResult Run(BenchCase item)
    {
        var result = new CaseResult { Id = item.Id };
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            RunChecked(item, result, patience.Token);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A case must not stop the run: whatever it throws is its result.
            result.Error = $"{exception.GetType().Name}: {exception.Message}";
        }

        return result;
    }

    private void RunChecked(BenchCase item, CaseResult result, CancellationToken cancellation)
    {
        var start = Clock.Now();
        var grammar = CaseCompiler.Compile(item, options);
        var automaton = new TokenAutomaton(grammar, vocabulary);
        result.CompileUs = Clock.MicrosecondsSince(start);
        result.CompileOk = true;
        slow.AddCompile(result.CompileUs, item.Id);
        start = Clock.Now();
        automaton.Start.GetMask(cancellation);
        var first = Clock.MicrosecondsSince(start);
        result.TtfmUs = result.CompileUs + first;
        var fresh = true;
        for (var i = 0; i < item.Valid.Count; i++)
        {
            if (!item.Counts("valid", i, options.AnyOrder))
            {
                continue;
            }

            if (!fresh && !options.Warm)
            {
                automaton = new TokenAutomaton(CaseCompiler.Compile(item, options), vocabulary);
            }

            result.ValidTotal++;
            if (CheckValid(item, i, automaton, fresh ? first : null, result, cancellation))
            {
                result.ValidAccepted++;
            }

            fresh = false;
        }

        for (var i = 0; i < item.Invalid.Count; i++)
        {
            if (!item.Counts("invalid", i, options.AnyOrder))
            {
                continue;
            }

            result.InvalidTotal++;
            if (IsAccepted(item.Invalid[i], automaton, cancellation))
            {
                result.FalseAccept.Add(i);
            }
            else
            {
                result.InvalidRejected++;
            }
        }
    }

    private bool CheckValid(BenchCase item, int index, TokenAutomaton automaton, double? firstMask, CaseResult result, CancellationToken cancellation)
    {
        var text = Encoding.UTF8.GetBytes(item.Valid[index]);
        var state = automaton.Start;
        for (var at = 0; ;)
        {
            var start = Clock.Now();
            var mask = state.GetMask(cancellation);
            var elapsed = firstMask ?? Clock.MicrosecondsSince(start);
            firstMask = null;
            result.Masks.Add(elapsed);
            slow.AddMask(elapsed, item.Id, index, text.AsSpan(0, at), mask.Count);
            if (at == text.Length)
            {
                return state.IsAccepting == mask.Contains(vocabulary.EndTokens[0])
                    ? state.IsAccepting || Fail("the text is complete and the end is not allowed")
                    : throw new InvalidOperationException("The mask and IsAccepting disagree.");
            }

            var token = vocabulary.Trie.LongestMatch(text.AsSpan(at), out var length);
            if (token < 0)
            {
                return Fail("the vocabulary has no token for the next byte");
            }

            var allowed = mask.Contains(token);
            start = Clock.Now();
            var next = state.Advance(token, cancellation);
            result.Accepts.Add(Clock.MicrosecondsSince(start));
            if (allowed != (next is not null))
            {
                throw new InvalidOperationException($"The mask and Advance disagree on {vocabulary.Describe(token)} at byte {at} of valid string {index}.");
            }

            if (next is null)
            {
                return Fail($"token {vocabulary.Describe(token)} is not allowed");
            }

            state = next;
            at += length;

            bool Fail(string reason)
            {
                result.ValidFail.Add(new ValidFailure(index, at, reason));
                return false;
            }
        }
    }

    private bool IsAccepted(string instance, TokenAutomaton automaton, CancellationToken cancellation)
    {
        ReadOnlySpan<byte> text = Encoding.UTF8.GetBytes(instance);
        var state = automaton.Start;
        while (text.Length > 0)
        {
            var token = vocabulary.Trie.LongestMatch(text, out var length);
            if (token < 0)
            {
                return false;
            }

            var allowed = state.GetMask(cancellation).Contains(token);
            var next = state.Advance(token, cancellation);
            if (allowed != (next is not null))
            {
                throw new InvalidOperationException($"The mask and Advance disagree on {vocabulary.Describe(token)}.");
            }

            if (next is null)
            {
                return false;
            }

            state = next;
            text = text[length..];
        }

        return state.GetMask(cancellation).Contains(vocabulary.EndTokens[0]);
    }
}
