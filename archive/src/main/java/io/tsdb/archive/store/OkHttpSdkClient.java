package io.tsdb.archive.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import okio.Okio;
import okio.Source;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Lets the AWS SDK send its signed requests through {@link WebClient}, so that both kinds of remote
 * archive have the same time-outs, the same way to be interrupted, and one HTTP library. Ranges of
 * objects are read without the SDK: {@link S3Requests}.
 *
 * <p>{@code Accept-Encoding: identity} is added after signing, for proxies that change this header
 * would otherwise break the signature.
 */
final class OkHttpSdkClient implements SdkHttpClient {

  /** Most bytes accepted of an answer: a page of a listing, a small object. */
  static final int MOST_BYTES = 16 * 1024 * 1024;

  private final WebClient client;

  OkHttpSdkClient(WebClient client) {
    this.client = client;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest execution) {
    SdkHttpRequest sdk = execution.httpRequest();
    Request.Builder request = new Request.Builder().url(sdk.getUri().toString());
    for (Map.Entry<String, List<String>> header : sdk.headers().entrySet()) {
      // OkHttp would wait for the 100 of a server that never sends it
      if (!header.getKey().equalsIgnoreCase("Expect")) {
        header.getValue().forEach(value -> request.addHeader(header.getKey(), value));
      }
    }
    request.header("Accept-Encoding", "identity");
    long uploaded = sdk.firstMatchingHeader("Content-Length").map(Long::parseLong).orElse(0L);
    request.method(sdk.method().name(), body(execution, sdk, uploaded));
    Request built = request.build();
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return response(client.send(built, MOST_BYTES, uploaded));
      }

      @Override
      public void abort() {
        // a request ends with its call, its time-out or its thread's interrupt
      }
    };
  }

  private static RequestBody body(HttpExecuteRequest execution, SdkHttpRequest sdk, long length) {
    if (execution.contentStreamProvider().isEmpty()) {
      return switch (sdk.method()) {
        case PUT, POST, PATCH -> RequestBody.create(new byte[0]);
        case GET, HEAD, DELETE, OPTIONS -> null;
      };
    }
    ContentStreamProvider content = execution.contentStreamProvider().get();
    return new RequestBody() {
      @Override
      public MediaType contentType() {
        return null; // the header stands among the signed ones
      }

      @Override
      public long contentLength() {
        return length;
      }

      @Override
      public void writeTo(BufferedSink sink) throws IOException {
        try (InputStream stream = content.newStream();
            Source source = Okio.source(stream)) {
          sink.writeAll(source);
        }
      }
    };
  }

  private static HttpExecuteResponse response(WebClient.Answer answer) {
    return HttpExecuteResponse.builder()
        .response(
            SdkHttpFullResponse.builder()
                .statusCode(answer.status())
                .statusText(answer.reason())
                .headers(answer.headers().toMultimap())
                .build())
        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(answer.body())))
        .build();
  }

  @Override
  public String clientName() {
    return "OkHttp";
  }

  @Override
  public void close() {
    client.close();
  }
}
