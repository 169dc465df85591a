namespace Tutorial.Net.Benchmarks.Results;

/// <summary>A study with results in a folder: NAME.json, and what is made of it.</summary>
internal interface IStudy
{
    /// <summary>The command's and the file's name.</summary>
    string Name { get; }

    /// <summary>Draws the plots and writes the tables from the JSON file in <paramref name="folder"/>, and nothing else.</summary>
    void Present(string folder);
}
