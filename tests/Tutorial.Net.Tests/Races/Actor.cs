using System.Collections.Concurrent;

namespace Tutorial.Net.Tests.Races;

/// <summary>One of the threads of a <see cref="Schedule"/>. The system's threads behind them are used again and again.</summary>
internal sealed class Actor(string name, Action body)
{
    private readonly Worker _worker = Worker.Rent();

    public string Name { get; } = name;

    /// <summary>What it waits for; null when it can go on.</summary>
    public Func<bool>? Condition { get; set; }

    /// <summary>What ended it, or what its condition threw.</summary>
    public Exception? Error { get; set; }

    public bool HasBegun { get; private set; }

    public bool HasEnded { get; private set; }

    /// <summary>Lets it run: until its next <see cref="Await"/>, or its end.</summary>
    public void Go(Schedule schedule)
    {
        if (!HasBegun)
        {
            HasBegun = true;
            _worker.Work = () => Do(schedule);
        }

        _worker.Turn.Give();
    }

    public void Await() => _worker.Turn.Take();

    private void Do(Schedule schedule)
    {
        schedule.Enter(this);
        try
        {
            body();
        }
        catch (Exception error)
        {
            Error = error;
        }

        HasEnded = true;
        _worker.Return();
        schedule.Leave(this);
    }

    private sealed class Worker
    {
        private static readonly ConcurrentBag<Worker> Free = [];

        private Worker()
        {
            Thread thread = new(() =>
            {
                while (true)
                {
                    Turn.Take();
                    Work!();
                }
            })
            {
                IsBackground = true,
                Name = nameof(Schedule),
            };
            thread.Start();
        }

        public Turn Turn { get; } = new();

        public Action? Work { get; set; }

        public static Worker Rent() => Free.TryTake(out Worker? worker) ? worker : new Worker();

        public void Return() => Free.Add(this);
    }
}
