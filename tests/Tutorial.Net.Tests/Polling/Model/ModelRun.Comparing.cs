using System.Diagnostics;
using System.Globalization;

namespace Tutorial.Net.Tests.Polling.Model;

/// <summary>The waits, and what they must report.</summary>
internal sealed partial class ModelRun
{
    private void Wait()
    {
        int room = _random.Next(3) == 0 ? _random.Next(1, Places) : Places + 1;
        string expected = Expected();
        int expectedCount = Enumerable.Range(0, Places).Count(place => ReportedOf(place) != SocketEvents.None);
        bool mustReturn = expected.Length > 0 || _isWoken;
        TimeSpan timeout = mustReturn && _random.Next(2) == 0 ? Patience : TimeSpan.Zero;
        foreach (SocketMultiplexer multiplexer in _multiplexers)
        {
            long start = Stopwatch.GetTimestamp();
            bool isComplete;
            do
            {
                int count = multiplexer.Wait(_ready.AsSpan(0, room), timeout);
                string report = Report(count);
                _ready.AsSpan(count).Clear();
                string saw = $"{multiplexer.Backend}: expected '{expected}', got '{report}' of {room}, woken: {_isWoken}";
                Assert.True(HasNothingElse(count), saw);
                isComplete = IsWhole(count, Math.Min(room, expectedCount));
                Assert.True(isComplete || Stopwatch.GetElapsedTime(start) < Patience, saw);
            }
            while (!isComplete);
        }

        _isWoken = false;
        Note($"poll {expected}");
        Reports.Add(expected);
        if (room > Places && _random.Next(2) == 0)
            WorkThroughBatch();
    }

    /// <summary>The batch of the last multiplexer, with changes between its entries: each must say what is true by then.</summary>
    private void WorkThroughBatch()
    {
        ReadySocket[] batch = _ready.TakeWhile(ready => ready.Registration is not null).ToArray();
        SocketEvents[] reported = [.. batch.Select(ready => ready.Events)];
        ModelPlace[] models = [.. batch.Select(ready => _model[(int)ready.State!]!)];
        int[] numbers = [.. models.Select(model => model.Registrations)];
        for (int i = 0; i < batch.Length; i++)
        {
            bool isSame = models[i].IsRegistered && models[i].Registrations == numbers[i] && _model[(int)batch[i].State!] == models[i];
            Assert.Equal(isSame ? reported[i] & models[i].Interest : SocketEvents.None, batch[i].Events);
            Assert.Equal(isSame, batch[i].Registration.IsRegistered);
            Step(_random.Next(Places));
        }
    }

    /// <summary>What the kernel has not brought yet may be missing for a while; nothing may ever be there too early, or twice.</summary>
    private bool HasNothingElse(int count)
    {
        HashSet<int> places = [];
        foreach (ReadySocket ready in _ready.AsSpan(0, count))
        {
            int place = (int)ready.State!;
            if (!places.Add(place) || ready.Events == SocketEvents.None || (ready.Events & ~ReportedOf(place)) != 0)
                return false;
        }

        return true;
    }

    private bool IsWhole(int count, int expectedCount) =>
        count == expectedCount && _ready[..count].All(ready => ready.Events == ReportedOf((int)ready.State!));

    private SocketEvents ReportedOf(int place) => _model[place]?.Reported ?? SocketEvents.None;

    private string Report(int count) =>
        string.Join(' ', _ready[..count].OrderBy(ready => (int)ready.State!).Select(ready => Entry((int)ready.State!, ready.Events)));

    private string Expected() => string.Join(
        ' ',
        Enumerable.Range(0, Places)
            .Where(i => ReportedOf(i) != SocketEvents.None)
            .Select(i => Entry(i, ReportedOf(i))));

    private static string Entry(int place, SocketEvents events) => string.Create(CultureInfo.InvariantCulture, $"{place}:{(int)events}");

    private void CompareRegistrations()
    {
        int expected = _model.Count(model => model is { IsRegistered: true });
        foreach (SocketMultiplexer multiplexer in _multiplexers)
        {
            Assert.Equal(expected, multiplexer.Count);
            Assert.Equal(expected, multiplexer.Registrations.Count(IsAsInModel));
        }
    }

    private bool IsAsInModel(SocketRegistration registration) =>
        _model[(int)registration.State!] is { IsRegistered: true } model && registration.Events == model.Interest;
}
