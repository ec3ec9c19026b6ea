using Guided.Decoding;
using Guided.Decoding.Batching;
using Guided.Vocabularies;

namespace Guided.Classification;

/// <summary>Works out the probability of label texts after a prompt, summed over the ways to spell them in tokens.</summary>
/// <remarks>
/// <para>
/// P(label) = Σ over token sequences with the label's bytes of P(sequence) · P(end | sequence). The sequences are the paths of a tree
/// whose nodes are <see cref="LabelPrefix"/>es: from each, the tokens that follow the trie of label bytes. One row of logits at a node
/// gives the masses of all its children, so a child's mass is known before the model is run over it, and bounds all that lies below it.
/// </para>
/// <para>
/// The tree is walked level by level, one shared pass over the last tokens of up to <see cref="ClassificationOptions.MaxBatch"/> nodes;
/// their caches are copies of the prompt's. Labels' own tokenisations are always walked. Of the others, each level puts aside those of
/// least mass, as many as may be left out by what is known so far; in the end those of greatest mass are walked after all until the rest is
/// at most the tolerance times what was found. With found mass M and the rest U no probability is off by more than U / (M + U).
/// </para>
/// </remarks>
internal sealed class LabelSearch(IDecoder decoder, Vocabulary vocabulary, LabelTexts labels, ClassificationOptions options)
{
    private readonly double[] _logMasses = [.. labels.Bytes.Select(_ => double.NegativeInfinity)];
    private readonly PriorityQueue<LabelPrefix, double> _aside = new();
    private readonly bool _canonicalOnly = options.Tokenisations == Tokenisations.Canonical;
    private readonly List<LabelPrefix> _others = [];
    private double _asideMass;
    private int _evaluations;
    private int _extra;

    private double FoundMass => _logMasses.Sum(Math.Exp);

    /// <summary>Scores the labels after a prompt.</summary>
    /// <exception cref="ContextOverflowException">The prompt and the labels exceed the model's context.</exception>
    public LabelScores Score(ReadOnlySpan<int> prompt, CancellationToken cancellationToken)
    {
        var longest = labels.Bytes.Max(b => b.Length);
        using var batch = SequenceBatch.Of(decoder, 1 + (options.MaxBatch * (longest + 1)));
        batch.Reserve(1 + Math.Min(options.MaxBatch, labels.Bytes.Length), prompt.Length + labels.Tokens.Max(t => t.Length));
        var root = new LabelPrefix(null, -1, LabelTrie.Build(labels.Bytes.Select(b => b.Select(x => (int)x))), LabelTrie.Build(labels.Tokens), 0)
        {
            Sequence = batch.CreateSequence(),
        };
        var first = Read(root, root.Sequence.Append(prompt, 1, cancellationToken));
        Walk(batch, Choose(first), cancellationToken);
        WalkAside(batch, root, cancellationToken);
        return new LabelScores(_logMasses, _asideMass, _evaluations);
    }

    // Walks nodes, whose parents' sequences are open, and what lies below them.
    private void Walk(IDecoderBatch batch, List<LabelPrefix> nodes, CancellationToken cancellationToken)
    {
        foreach (var part in nodes.Chunk(options.MaxBatch))
        {
            foreach (var node in part)
            {
                node.OpenSequence();
            }

            batch.Advance([.. part.Select(n => n.Sequence!)], [.. part.Select(n => n.Token)], cancellationToken);
            var children = new List<LabelPrefix>();
            foreach (var node in part)
            {
                _evaluations++;
                children.AddRange(Read(node, node.Sequence!.Logits));
            }

            children = Choose(children);
            foreach (var node in part)
            {
                node.Heirs = 0;
            }

            foreach (var child in children)
            {
                child.Parent!.Heirs++;
            }

            foreach (var node in part.Where(n => n.Heirs == 0))
            {
                node.CloseSequence(); // not before every row is read: rows live until the next call on the batch
            }

            Walk(batch, children, cancellationToken);
        }
    }

    // Walks nodes put aside, those with the greatest mass first, until the rest does not matter.
    private void WalkAside(IDecoderBatch batch, LabelPrefix root, CancellationToken cancellationToken)
    {
        while (_aside.Count > 0 && _extra < options.MaxEvaluations && _asideMass > options.Tolerance * FoundMass)
        {
            var atRoot = new List<LabelPrefix>();
            while (atRoot.Count < options.MaxBatch && _extra < options.MaxEvaluations && _asideMass > options.Tolerance * FoundMass && _aside.TryDequeue(out var node, out _))
            {
                // Summed anew: differences of sums would leave a remainder.
                _asideMass = _aside.UnorderedItems.Sum(item => item.Element.Mass);
                if (node.Parent == root)
                {
                    _extra++;
                    atRoot.Add(node);
                    continue;
                }

                // The caches of its ancestors are gone, so the whole sequence goes through the model again.
                node.Sequence = root.Sequence!.Fork();
                var tokens = node.Tokens();
                var row = node.Sequence.Append(tokens, 1, cancellationToken);
                _evaluations += tokens.Length;
                _extra += tokens.Length;
                var below = Choose(Read(node, row));
                node.Heirs = below.Count;
                if (below.Count == 0)
                {
                    node.CloseSequence();
                }

                Walk(batch, below, cancellationToken);
            }

            Walk(batch, atRoot, cancellationToken);
        }
    }

    /// <summary>Adds the label that ends at a node and gives the children.</summary>
    private List<LabelPrefix> Read(LabelPrefix node, ReadOnlySpan<float> row)
    {
        row = row[..vocabulary.Size];
        var total = RowMass.LogSumExp(row);
        var label = _canonicalOnly ? node.Canonical!.Label : node.Position.Label;
        if (label >= 0)
        {
            _logMasses[label] = RowMass.LogAdd(_logMasses[label], node.LogMass + RowMass.LogSumOfEnds(row, vocabulary) - total);
        }

        var children = new List<LabelPrefix>();
        AddChildren(node, row, total, node.Position, trieNode: 0, children);
        return children;
    }

    // Follows the label bytes through the trie of tokens.
    private void AddChildren(
        LabelPrefix node, ReadOnlySpan<float> row, double total, LabelTrie position, int trieNode, List<LabelPrefix> children)
    {
        var trie = vocabulary.Trie;
        foreach (var (label, next) in position.Children)
        {
            var below = trie.Child(trieNode, (byte)label);
            if (below < 0)
            {
                continue;
            }

            for (var token = trie.Nodes[below].Token; token >= 0; token = trie.NextWithSameBytes(token))
            {
                children.Add(new LabelPrefix(node, token, next, node.Canonical?.Child(token), node.LogMass + row[token] - total));
            }

            AddChildren(node, row, total, next, below, children);
        }
    }

    // Puts the nodes aside that may be left out by what is known: those of least mass.
    private List<LabelPrefix> Choose(List<LabelPrefix> nodes)
    {
        var canonical = nodes.Where(n => n.Canonical is not null).ToList();
        if (_canonicalOnly)
        {
            return canonical;
        }

        // Half of what may be left out is kept for deeper levels. What was found and what the labels' own tokens still hold out estimates the mass.
        var mayBeLeft = ((options.Tolerance * (FoundMass + canonical.Sum(n => n.Mass))) - _asideMass) / 2;
        _others.Clear();
        _others.AddRange(nodes.Where(n => n.Canonical is null && n.Mass > 0).OrderBy(n => n.Mass));
        var spare = options.MaxEvaluations - _extra;
        var left = 0.0;
        for (var i = 0; i < _others.Count; i++)
        {
            left += _others[i].Mass;
            if (left > mayBeLeft && _others.Count - i <= spare)
            {
                canonical.AddRange(_others.Skip(i));
                _extra += _others.Count - i;
                break;
            }

            _asideMass += _others[i].Mass;
            _aside.Enqueue(_others[i], -_others[i].LogMass);
        }

        return canonical;
    }
}
