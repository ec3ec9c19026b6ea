using System.Text;
using System.Text.Unicode;
using Guided.Automata;
using Guided.Vocabularies;

namespace Guided.DecodeBench.Automata;

/// <summary>A template: text that must follow is put in as tokens of its own, and the model fills in what is between.</summary>
/// <remarks>
/// The fixed text is encoded apart from what stands before it, and no token of the model's reaches into it. That is what template languages do
/// that know nothing of tokens; the model meets token borders that it has not seen in training.
/// </remarks>
/// <param name="inner">The exact automaton.</param>
/// <param name="tokenizer">The model's tokenizer.</param>
internal sealed class TemplateAutomaton(ITokenAutomaton inner, ITokenizer tokenizer) : ITokenAutomaton
{
    private readonly Dictionary<ITokenState, ITokenState> _states = [];

    public Vocabulary Vocabulary => inner.Vocabulary;

    public ITokenState Start => Of(inner.Start);

    // The state in which the text that is fixed here stands in line.
    private ITokenState Of(ITokenState state)
    {
        if (!_states.TryGetValue(state, out var known))
        {
            var tokens = new List<int>();
            var fixedText = FixedText(state);
            if (fixedText.Length > 0)
            {
                tokenizer.Encode(Encoding.UTF8.GetString(fixedText), tokens);
            }

            _states[state] = known = tokens.Count > 0 ? new Fixed(this, state, [.. tokens], 0) : new Hole(this, state);
        }

        return known;
    }

    // Whole characters only: what begins or ends within one is left to the model.
    private static byte[] FixedText(ITokenState state)
    {
        Span<byte> bytes = stackalloc byte[256];
        bytes = bytes[..state.CopyForcedBytes(bytes)];
        while (!bytes.IsEmpty && !Utf8.IsValid(bytes))
        {
            bytes = bytes[..^1];
        }

        return bytes.ToArray();
    }

    private sealed class Hole(TemplateAutomaton owner, ITokenState inner) : FilteredState(inner, owner.Vocabulary)
    {
        public override int CopyForcedBytes(Span<byte> destination) => 0;

        // Byte by byte, since a token that reaches into fixed text is refused.
        protected override ITokenState? Find(int token)
        {
            ITokenState? state = Inner;
            var bytes = Vocabulary.BytesOf(token);
            for (var i = 0; i < bytes.Length && state is not null; i++)
            {
                if (i > 0 && FixedText(state).Length > 0)
                {
                    return null;
                }

                state = state.Advance(Vocabulary.Trie.LongestMatch(bytes.Slice(i, 1), out _));
            }

            return state is null || Inner.Advance(token) is not { } next ? null : owner.Of(next);
        }
    }

    private sealed class Fixed(TemplateAutomaton owner, ITokenState inner, int[] tokens, int at) : ITokenState
    {
        private readonly ITokenState? _after = inner.Advance(tokens[at]);
        private readonly TokenMask _mask = TokenMask.Of(owner.Vocabulary.Size, [tokens[at]]);
        private ITokenState? _next;

        public bool IsAccepting => false;

        public int TokensToEnd => 1;

        public bool CanEndWithin(int tokens) => true;

        public TokenMask? KnownMask => _mask;

        public TokenMask GetMask(CancellationToken cancellationToken = default) => _mask;

        public ITokenState? Advance(int token)
        {
            if (token != tokens[at])
            {
                return null;
            }

            return _next ??= at + 1 < tokens.Length ? new Fixed(owner, _after!, tokens, at + 1) : owner.Of(_after!);
        }

        public int CopyForcedBytes(Span<byte> destination) => 0;
    }
}
