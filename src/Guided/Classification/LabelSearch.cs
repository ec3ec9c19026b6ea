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
/// their caches are copies of the prompt's. Labels' own tokenisations are always walked. Other nodes are put aside when their mass is at
/// most the tolerance; in the end those with the greatest mass are walked until the rest is at most the tolerance times what was found.
/// With found mass M and the rest U no probability is off by more than U / (M + U).
/// </para>
/// </remarks>
internal sealed class LabelSearch(IDecoder decoder, Vocabulary vocabulary, LabelTexts labels, ClassificationOptions options)
{
    private readonly double[] _logMasses = [.. labels.Bytes.Select(_ => double.NegativeInfinity)];
    private readonly PriorityQueue<LabelPrefix, double> _aside = new();
    private readonly bool _canonicalOnly = options.Tokenisations == Tokenisations.Canonical;
    private int _evaluations;
    private int _extra;

    private double FoundMass => _logMasses.Sum(Math.Exp);

    private double AsideMass => _aside.UnorderedItems.Sum(item => item.Element.Mass);

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
        Walk(batch, Read(root, root.Sequence.Append(prompt, 1, cancellationToken)), cancellationToken);
        WalkAside(batch, root, cancellationToken);
        return new LabelScores(_logMasses, AsideMass, _evaluations);
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
                Count(node, 1);
                var below = Read(node, node.Sequence!.Logits);
                node.Heirs = below.Count;
                children.AddRange(below);
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
        while (_aside.Count > 0 && _extra < options.MaxEvaluations && AsideMass is var rest && rest > options.Tolerance * FoundMass)
        {
            var atRoot = new List<LabelPrefix>();
            var spare = options.MaxEvaluations - _extra;
            while (atRoot.Count < Math.Min(options.MaxBatch, spare) && rest > options.Tolerance * FoundMass && _aside.TryDequeue(out var node, out _))
            {
                rest -= node.Mass;
                if (node.Parent == root)
                {
                    atRoot.Add(node);
                    continue;
                }

                // The caches of its ancestors are gone, so the whole sequence goes through the model again.
                node.Sequence = root.Sequence!.Fork();
                var tokens = node.Tokens();
                var row = node.Sequence.Append(tokens, 1, cancellationToken);
                Count(node, tokens.Length);
                var below = Read(node, row);
                node.Heirs = below.Count;
                if (below.Count == 0)
                {
                    node.CloseSequence();
                }

                Walk(batch, below, cancellationToken);
                spare = options.MaxEvaluations - _extra;
            }

            Walk(batch, atRoot, cancellationToken);
        }
    }

    private void Count(LabelPrefix node, int tokens)
    {
        _evaluations += tokens;
        _extra += node.Canonical is null ? tokens : 0;
    }

    /// <summary>Adds the label that ends at a node, puts the children aside that may not matter, and gives the others.</summary>
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
                Add(new LabelPrefix(node, token, next, node.Canonical?.Child(token), node.LogMass + row[token] - total), children);
            }

            AddChildren(node, row, total, next, below, children);
        }
    }

    private void Add(LabelPrefix child, List<LabelPrefix> children)
    {
        if (child.Canonical is not null || (!_canonicalOnly && child.Mass > options.Tolerance && _extra < options.MaxEvaluations))
        {
            children.Add(child);
        }
        else if (!_canonicalOnly && child.Mass > 0)
        {
            _aside.Enqueue(child, -child.LogMass);
        }
    }
}
