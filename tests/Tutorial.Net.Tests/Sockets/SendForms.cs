using System.Buffers;
using System.Net.Sockets;

namespace Tutorial.Net.Tests.Sockets;

/// <summary>One way to call SendAll: what the forms have in common is tested over all of them.</summary>
public enum SendForm
{
    Span,
    SpanWithTimeout,
    Sequence,
    SequenceWithTimeout,
    Async,
    SequenceAsync,
    AsyncWithTimeout,
    SequenceAsyncWithTimeout,
}

/// <summary>Calls SendAll in any of its forms, and makes what to send.</summary>
internal static class SendForms
{
    public static readonly byte[] Payload = RandomBytes(5_000_003);

    public static TheoryData<SendForm, bool> FormsAndModes()
    {
        var data = new TheoryData<SendForm, bool>();
        foreach (SendForm form in Enum.GetValues<SendForm>())
        {
            data.Add(form, true);
            data.Add(form, false);
        }

        return data;
    }

    public static async Task Send(SendForm form, Socket socket, byte[] data)
    {
        ReadOnlySequence<byte> sequence = Segmented(Cut(data));
        switch (form)
        {
            case SendForm.Span:
                socket.SendAll(data);
                break;
            case SendForm.SpanWithTimeout:
                socket.SendAll(data, TimeSpan.FromSeconds(60));
                break;
            case SendForm.Sequence:
                socket.SendAll(sequence);
                break;
            case SendForm.SequenceWithTimeout:
                socket.SendAll(sequence, TimeSpan.FromSeconds(60));
                break;
            case SendForm.Async:
                await socket.SendAllAsync(data);
                break;
            case SendForm.SequenceAsync:
                await socket.SendAllAsync(sequence);
                break;
            case SendForm.AsyncWithTimeout:
                await socket.SendAllAsync(data, TimeSpan.FromSeconds(60));
                break;
            case SendForm.SequenceAsyncWithTimeout:
                await socket.SendAllAsync(sequence, TimeSpan.FromSeconds(60));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(form));
        }
    }

    public static ReadOnlySequence<byte> Segments(params byte[][] segments) => Segmented(segments);

    public static ReadOnlySequence<byte> Segmented(IEnumerable<byte[]> segments)
    {
        Segment? first = null, last = null;
        foreach (byte[] memory in segments)
        {
            last = new Segment(memory, last);
            first ??= last;
        }

        return first is null ? default : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    // Segments of every kind: empty, small ones to gather, large ones to send as they lie.
    private static IEnumerable<byte[]> Cut(byte[] data)
    {
        int[] lengths = [0, 700, 1, 20_000, 300, 130_000, 5_000];
        int start = 0;
        for (int i = 0; start < data.Length || i < 2; i++)
        {
            int end = Math.Min(data.Length, start + lengths[i % lengths.Length]);
            yield return data[start..end];
            start = end;
        }
    }

    private static byte[] RandomBytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] memory, Segment? previous)
        {
            Memory = memory;
            RunningIndex = previous is null ? 0 : previous.RunningIndex + previous.Memory.Length;
            if (previous is not null)
                previous.Next = this;
        }
    }
}
