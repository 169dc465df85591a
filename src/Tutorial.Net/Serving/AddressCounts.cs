using System.Runtime.InteropServices;

namespace Tutorial.Net;

/// <summary>How many connections each address has. Holds an entry only for those that have one.</summary>
internal sealed class AddressCounts(int limit)
{
    private readonly Dictionary<AddressKey, int> _counts = [];

    /// <summary>Counts one more, unless that were too many.</summary>
    public bool TryAdd(AddressKey key)
    {
        ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, key, out _);
        if (count == limit)
            return false;
        count++;
        return true;
    }

    public void Remove(AddressKey key)
    {
        ref int count = ref CollectionsMarshal.GetValueRefOrNullRef(_counts, key);
        if (--count == 0)
            _counts.Remove(key);
    }

    /// <summary>Addresses with a connection.</summary>
    public int Addresses => _counts.Count;
}
