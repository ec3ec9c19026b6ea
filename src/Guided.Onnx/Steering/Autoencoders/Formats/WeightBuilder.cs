using System.Numerics.Tensors;

namespace Guided.Onnx.Steering.Autoencoders.Formats;

/// <summary>Brings the tensors of a format to <see cref="AutoencoderWeights"/>.</summary>
internal static class WeightBuilder
{
    /// <summary>Turns <c>[rows, columns]</c> into <c>[columns, rows]</c>.</summary>
    public static float[] Transpose(ReadOnlySpan<float> matrix, int rows, int columns)
    {
        const int Block = 32;
        var result = GC.AllocateUninitializedArray<float>(matrix.Length);
        for (var firstRow = 0; firstRow < rows; firstRow += Block)
        {
            var lastRow = Math.Min(firstRow + Block, rows);
            for (var column = 0; column < columns; column++)
            {
                for (var row = firstRow; row < lastRow; row++)
                {
                    result[column * rows + row] = matrix[row * columns + column];
                }
            }
        }

        return result;
    }

    public static float[] Repeat(float value, int count)
    {
        var result = new float[count];
        result.AsSpan().Fill(value);
        return result;
    }

    /// <summary>Folds a bias that is subtracted from the input into the biases: <c>(x − c)·W + b = x·W + (b − c·W)</c>.</summary>
    public static void SubtractFromInput(ReadOnlySpan<float> subtracted, ReadOnlySpan<float> encoderRows, Span<float> biases)
    {
        for (var feature = 0; feature < biases.Length; feature++)
        {
            var row = encoderRows.Slice(feature * subtracted.Length, subtracted.Length);
            var sum = 0.0;
            for (var index = 0; index < row.Length; index++)
            {
                sum += (double)row[index] * subtracted[index];
            }

            biases[feature] = (float)(biases[feature] - sum);
        }
    }

    /// <summary>Folds the decoder's row norms into the encoder, so that every decoder row has norm 1 and the reconstruction stays.</summary>
    public static void FoldDecoderNorms(int features, Span<float> encoderRows, Span<float> biases, Span<float> decoderRows)
    {
        var inputWidth = encoderRows.Length / features;
        var outputWidth = decoderRows.Length / features;
        for (var feature = 0; feature < features; feature++)
        {
            var decoder = decoderRows.Slice(feature * outputWidth, outputWidth);
            var norm = TensorPrimitives.Norm<float>(decoder);
            if (norm > 0)
            {
                TensorPrimitives.Divide(decoder, norm, decoder);
                var encoder = encoderRows.Slice(feature * inputWidth, inputWidth);
                TensorPrimitives.Multiply(encoder, norm, encoder);
                biases[feature] *= norm;
            }
        }
    }

    /// <summary>Subtracts each row's mean: the product with an input is then that with the input less its mean.</summary>
    public static void CenterRows(Span<float> rows, int width)
    {
        for (var start = 0; start < rows.Length; start += width)
        {
            var row = rows.Slice(start, width);
            TensorPrimitives.Subtract(row, TensorPrimitives.Sum<float>(row) / width, row);
        }
    }
}
