package dev.larder.integration;

import dev.larder.client.Answer;
import dev.larder.client.AsyncLoader;
import dev.larder.client.Codec;
import dev.larder.client.Key;
import dev.larder.client.LarderClient;
import dev.larder.client.LoadOptions;
import dev.larder.client.Loaded;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Java clients with a connection each that ask for a key at once; also a program of its own. */
final class HerdOfClients implements Herd {
  private final HttpClient http = HttpClient.newHttpClient();
  private final String origin;
  private final List<LarderClient> clients;
  private final LoadOptions options;

  /** Connected when this returns. */
  HerdOfClients(String target, String origin, int count, Duration lease, Duration backoff) {
    this.origin = origin;
    this.options =
        LoadOptions.defaults()
            .withLease(lease)
            .withBackoff(backoff)
            .withTimeout(Duration.ofMinutes(1));
    this.clients =
        IntStream.range(0, count).mapToObj(client -> PatientClients.connect(target)).toList();
    clients.stream().map(LarderClient::capabilities).toList().forEach(CompletableFuture::join);
  }

  /**
   * The program: for each line of standard input, a key's id, one line of output for each client.
   * Arguments: target, URL of the origin, how many clients, lease and backoff in milliseconds.
   */
  public static void main(String[] arguments) throws IOException {
    try (HerdOfClients herd =
            new HerdOfClients(
                arguments[0],
                arguments[1],
                Integer.parseInt(arguments[2]),
                Duration.ofMillis(Long.parseLong(arguments[3])),
                Duration.ofMillis(Long.parseLong(arguments[4])));
        BufferedReader ids =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("ready");
      for (String id = ids.readLine(); id != null; id = ids.readLine()) {
        herd.ask(id).forEach(answer -> System.out.println(answer.join()));
      }
    }
  }

  @Override
  public int size() {
    return clients.size();
  }

  @Override
  public List<CompletableFuture<String>> ask(String id) {
    return clients.stream().map(client -> ask(client, id)).toList();
  }

  private CompletableFuture<String> ask(LarderClient client, String id) {
    AsyncLoader<String> loader =
        key ->
            http.sendAsync(
                    HttpRequest.newBuilder(URI.create(origin + "/" + key.id())).build(),
                    BodyHandlers.ofString())
                .thenApply(HerdOfClients::loaded);
    long began = System.nanoTime();
    return client
        .getOrLoad(Key.of("acme", "herd", id), Codec.text(), loader, options)
        .handle((answer, failure) -> line(answer, failure, began));
  }

  private static Loaded<String> loaded(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new UncheckedIOException(new IOException("origin answered " + response.statusCode()));
    }
    return Loaded.of(response.body());
  }

  private static String line(
      @Nullable Answer<String> answer, @Nullable Throwable failure, long began) {
    return answer == null
        ? "failure " + failure
        : "answer "
            + answer.source()
            + " "
            + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)
            + " "
            + answer.valueOrNull();
  }

  @Override
  public void close() {
    clients.forEach(LarderClient::close);
  }
}
