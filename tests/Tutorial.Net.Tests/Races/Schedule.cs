using System.Runtime.ExceptionServices;

namespace Tutorial.Net.Tests.Races;

/// <summary>
/// Several threads of which one runs at a time. At a point the seed says whether it goes on or hands on, and to whom: so the order in
/// which things happen is the seed's, and the same for the same seed.
/// </summary>
public sealed class Schedule
{
    /// <summary>No scenario has a fifth of them: then somebody waits for what cannot come.</summary>
    private const int MostPoints = 20_000;

    [ThreadStatic]
    private static Actor? t_actor;

    [ThreadStatic]
    private static Schedule? t_schedule;

    [ThreadStatic]
    private static Turn? t_pause;

    private readonly List<Actor> _actors = [];
    private readonly List<string> _trace = [];
    private readonly Turn _pause = t_pause ??= new Turn();
    private InvalidOperationException? _tooLong;
    private readonly int _pointsToHandOn;
    private int _points;
    private int _cancelling;
    private bool _isStill;

    public Schedule(int seed)
    {
        Random = new Random(seed);
        // Few changes of threads find other faults than many do.
        _pointsToHandOn = 2 << Random.Next(6);
    }

    /// <summary>For what a scenario leaves to chance, too.</summary>
    public Random Random { get; }

    /// <summary>Explores a scenario.</summary>
    /// <returns>Who handed on where, in order; a failure says it, too.</returns>
    public string Explore(Action scenario)
    {
        try
        {
            scenario();
            return Trace();
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{exception.Message}; {Trace()}", exception);
        }
    }

    /// <summary>Somebody else may go first here. Does nothing on a thread that is not a schedule's.</summary>
    public static void Point(string where)
    {
        if (t_schedule is not { } schedule || schedule._isStill)
            return;
        if (++schedule._points > MostPoints)
            throw schedule.TooLong($"The schedule does not end: {t_actor!.Name} at {where}.");
        if (schedule.Random.Next(schedule._pointsToHandOn) == 0)
            schedule.HandOn(t_actor!, where);
    }

    /// <summary>Goes on once something is so, and not at once even then. What the condition throws is thrown.</summary>
    public static void WaitUntil(string where, Func<bool> condition)
    {
        if (t_actor is not { } actor)
        {
            SpinWait.SpinUntil(condition);
            return;
        }

        actor.Condition = condition;
        t_schedule!.HandOn(actor, where);
        actor.Condition = null;
        if (actor.Error is { } error)
        {
            actor.Error = null;
            ExceptionDispatchInfo.Throw(error);
        }
    }

    /// <summary>Lets others go first until something is so, which only this thread can find out.</summary>
    public static void YieldUntil(string where, Func<bool> condition)
    {
        Point(where);
        while (!condition())
        {
            if (t_schedule is not { } schedule)
                throw new InvalidOperationException($"What is waited for is not so, and nobody else is there: {where}.");
            if (++schedule._points > MostPoints)
                throw schedule.TooLong($"Nobody ends what is waited for: {where}.");
            schedule.HandOn(t_actor!, where);
        }
    }

    /// <summary>Cancels, so that the library's wait for a callback that runs is known of.</summary>
    public void Cancel(CancellationTokenSource source)
    {
        _cancelling++;
        source.Cancel();
        _cancelling--;
    }

    /// <summary>As the disposal of the registration, which waits for the callback if it runs on another thread.</summary>
    public static void Unregister(CancellationTokenRegistration registration)
    {
        Point("CancellationTokenRegistration.Dispose");
        if (!registration.Unregister() && t_schedule is { } schedule)
            YieldUntil("callback of a token", () => schedule._cancelling == 0);
    }

    /// <summary>Does something with nobody else in between.</summary>
    public void Still(Action action)
    {
        _isStill = true;
        try
        {
            action();
        }
        finally
        {
            _isStill = false;
        }
    }

    /// <summary>Whether a thread waits for something.</summary>
    public bool IsAsleep(string name) => _actors.Exists(actor => actor.Name == name && actor.Condition is not null);

    /// <summary>Adds a thread, which begins with <see cref="Run"/>.</summary>
    public void Add(string name, Action body) => _actors.Add(new Actor(name, body));

    /// <summary>Runs until all have ended, or none can go on. May be called again when something has changed.</summary>
    /// <returns>Whether all have ended.</returns>
    public bool Run()
    {
        if (Choose(null) is { } first)
        {
            first.Go(this);
            Pause();
        }

        if (_tooLong is not null)
            throw _tooLong;
        foreach (Actor actor in _actors)
        {
            if (actor is { HasEnded: true, Error: { } error })
                throw new InvalidOperationException($"{actor.Name} threw: {error}", error);
        }

        return _actors.TrueForAll(static actor => actor.HasEnded);
    }

    internal void Enter(Actor actor) => (t_actor, t_schedule) = (actor, this);

    internal void Leave(Actor actor)
    {
        (t_actor, t_schedule) = (null, null);
        _trace.Add($"{actor.Name} ended");
        Wake(Choose(null));
    }

    /// <summary>Waits until no thread can go on. Half a minute that is over says little, when the clock was set or the process stopped;
    /// another one in which nobody has come to a point says that nobody will.</summary>
    private void Pause()
    {
        for (int before = -1; !_pause.Take(TimeSpan.FromSeconds(30)); before = Volatile.Read(ref _points))
        {
            if (before == Volatile.Read(ref _points))
            {
                // The thread that waits may give it yet: not to the next schedule.
                t_pause = null;
                throw new InvalidOperationException("A thread waits for what the schedule does not know of.");
            }
        }
    }

    /// <summary>The library may catch it on its way: kept, and thrown when all is over.</summary>
    private InvalidOperationException TooLong(string message) => _tooLong ??= new InvalidOperationException(message);

    private string Trace() => string.Join(", ", _trace);

    private void HandOn(Actor from, string where)
    {
        Actor? next = Choose(from);
        if (next == from)
            return;
        _trace.Add($"{from.Name} at {where}");
        Wake(next);
        from.Await();
    }

    private void Wake(Actor? next)
    {
        if (next is null)
            _pause.Give();
        else
            next.Go(this);
    }

    /// <summary>Somebody who can go on; the one that hands on only if nobody else can.</summary>
    private Actor? Choose(Actor? from)
    {
        int start = Random.Next(_actors.Count);
        for (int i = 0; i < _actors.Count; i++)
        {
            Actor actor = _actors[(start + i) % _actors.Count];
            if (actor != from && CanGoOn(actor))
                return actor;
        }

        return from is not null && CanGoOn(from) ? from : null;
    }

    private static bool CanGoOn(Actor actor)
    {
        try
        {
            return !actor.HasEnded && (actor.Condition is null || actor.Condition());
        }
        catch (Exception error)
        {
            actor.Error = error;
            return true;
        }
    }
}
