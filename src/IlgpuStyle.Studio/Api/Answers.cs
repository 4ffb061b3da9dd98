using System.Text.Json;
using IlgpuStyle.Runs.Records;
using Microsoft.AspNetCore.Http;

namespace IlgpuStyle.Studio.Api;

/// <summary>Requests and answers in JSON, and what goes wrong as one sentence.</summary>
internal static class Answers
{
    // A misspelt member must not pass for one that was left out.
    private static readonly JsonSerializerOptions s_strict = new(RunJson.Options)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>A value.</summary>
    public static IResult Of<T>(T value, int status = StatusCodes.Status200OK) => Results.Json(value, RunJson.Options, statusCode: status);

    /// <summary>A handler whose answer counts: a lambda of a context alone would be taken for one that writes its answer itself.</summary>
    public static Delegate From(Func<HttpContext, Task<IResult>> answer) => answer;

    /// <summary>Something that is not there.</summary>
    public static IResult Missing(string what) => Error($"there is no {what}.", StatusCodes.Status404NotFound);

    /// <summary>What went wrong.</summary>
    public static IResult Error(string sentence, int status) => Of(new { error = sentence }, status);

    /// <summary>What went wrong, as the whole answer.</summary>
    public static Task Fail(HttpContext context, string sentence, int status)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        return Error(sentence, status).ExecuteAsync(context);
    }

    /// <summary>The request's body.</summary>
    /// <exception cref="InputException">It is no JSON of that form.</exception>
    public static async Task<T> Read<T>(HttpContext context)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(context.Request.Body, s_strict, context.RequestAborted)
                ?? throw new FormatException("it is null");
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            throw new InputException($"the request is not understood: {RunJson.Reason(exception)}.", exception);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            // The server's word for a chunk whose size is no number that it can count to.
            throw new InputException($"the request cannot be read: {exception.Message.TrimEnd('.')}.", exception);
        }
    }
}
