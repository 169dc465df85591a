using Tutorial.Net.Benchmarks.Results;

namespace Tutorial.Net.Benchmarks.Buffers;

internal sealed class BufferStudy : IStudy
{
    public string Name => "buffers";

    public void Present(string folder)
    {
        ResultFile<BufferResult> file = ResultFile<BufferResult>.Read(Path.Combine(folder, Name + ".json"));
        var results = new BufferResults(file.Rows);
        BufferPlots.Draw(results, folder);
        ResultPage.Write(
            Path.Combine(folder, Name + ".md"), "The receive buffer", file, BufferTables.All(results), BufferAdvice.Sentence(BufferAdvice.From(results)));
    }
}
