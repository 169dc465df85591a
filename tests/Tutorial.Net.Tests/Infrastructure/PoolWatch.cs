using System.Buffers;

namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>
/// Stands for another connection: rents what this thread gave back to the shared pool, fills it, and sees whether somebody who gave an
/// array back goes on writing into it. Who goes on reading it finds the filling.
/// </summary>
internal sealed class PoolWatch : IDisposable
{
    public const byte Filling = 0xEE;
    private readonly List<byte[]> _rented = [];

    public PoolWatch(int arraySize, int count = 4)
    {
        for (int i = 0; i < count; i++)
        {
            byte[] array = ArrayPool<byte>.Shared.Rent(arraySize);
            array.AsSpan().Fill(Filling);
            _rented.Add(array);
        }
    }

    public void AssertUntouched()
    {
        foreach (byte[] array in _rented)
            Assert.Equal(-1, array.AsSpan().IndexOfAnyExcept(Filling));
    }

    public void Dispose()
    {
        foreach (byte[] array in _rented)
            ArrayPool<byte>.Shared.Return(array);
    }
}
