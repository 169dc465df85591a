using System.Collections;

namespace Tutorial.Net;

/// <summary>The live view that <see cref="SocketMultiplexer.Registrations"/> hands out.</summary>
internal sealed class RegistrationCollection(RegistrationTable table) : IReadOnlyCollection<SocketRegistration>
{
    /// <summary>Changes nothing, so that another thread that only wants to show the number does no harm.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            foreach (SocketRegistration? registration in table.Slots)
            {
                if (registration is { IsRegistered: true })
                    count++;
            }

            return count;
        }
    }

    /// <summary>By slot, not by dictionary, so that a loop may unregister and close as it goes.</summary>
    public IEnumerator<SocketRegistration> GetEnumerator()
    {
        for (int slot = 0; slot < table.Slots.Length; slot++)
        {
            if (table.Slots[slot] is { IsRegistered: true } registration)
                yield return registration;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
