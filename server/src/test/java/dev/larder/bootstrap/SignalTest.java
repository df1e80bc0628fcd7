package dev.larder.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.v1.CacheServiceGrpc;
import dev.larder.v1.GetCapabilitiesRequest;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.PutObjectResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalTest {
  @TempDir Path directory;

  @Test
  void terminate_aPutInFlight_isAcknowledgedAndKept() throws Exception {
    try (ServerProcess process = start();
        TestingClient client = new TestingClient(process.port())) {
      StartedPut put = new StartedPut(client);

      process.terminate();
      process.awaitLog("Stopping");
      put.finish(TestingClient.putRequest("late", "1"));

      assertEquals(Status.Code.OK, put.status());
      assertEquals(0, process.awaitExit());
    }

    try (LarderServer server = LarderServer.start(ServerSettings.fromFlags(flags()));
        TestingClient client = new TestingClient(server.port())) {
      assertEquals("1", client.get("late"));
    }
  }

  @Test
  void terminate_anIdleServer_stopsInOrder() throws Exception {
    try (ServerProcess process = start()) {
      process.awaitOutput("Try it");

      process.terminate();

      assertTrue(process.awaitLog("Stopped in order").contains("after"));
      assertEquals(0, process.awaitExit());
    }
  }

  @Test
  void start_portInUse_printsOneLineAndExitsWithOne() throws Exception {
    try (ServerSocket other = new ServerSocket(0)) {
      String port = Integer.toString(other.getLocalPort());
      try (ServerProcess process =
          new ServerProcess("--port", port, "--data-dir", directory.toString())) {

        assertEquals(1, process.awaitExit());
        assertTrue(process.awaitLog("larder-server: ").contains("in use"));
      }
    }
  }

  @Test
  void start_wrongFlag_exitsWithTwo() throws Exception {
    try (ServerProcess process = new ServerProcess("--prot", "1")) {
      assertEquals(2, process.awaitExit());
      assertTrue(process.awaitLog("--prot").contains("did you mean --port?"));
    }
  }

  private ServerProcess start() throws IOException {
    return new ServerProcess(flags());
  }

  private String[] flags() {
    return new String[] {"--port", "0", "--data-dir", directory.toString()};
  }

  /** A put whose headers have reached the server, and whose message has not. */
  private static final class StartedPut {
    private final CompletableFuture<Status> end = new CompletableFuture<>();
    private final ClientCall<PutObjectRequest, PutObjectResponse> call;

    StartedPut(TestingClient client) {
      // Until the channel is connected, calls wait in it and may leave in another order.
      ask(client);
      call = client.channel().newCall(CacheServiceGrpc.getPutObjectMethod(), CallOptions.DEFAULT);
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onClose(Status status, Metadata trailers) {
              end.complete(status);
            }
          },
          new Metadata());
      call.request(1);
      // The same connection answers in order: what was sent before has arrived.
      ask(client);
    }

    private static void ask(TestingClient client) {
      var unused =
          CacheServiceGrpc.newBlockingStub(client.channel())
              .getCapabilities(GetCapabilitiesRequest.getDefaultInstance());
    }

    void finish(PutObjectRequest request) {
      call.sendMessage(request);
      call.halfClose();
    }

    Status.Code status() throws Exception {
      return end.get(30, TimeUnit.SECONDS).getCode();
    }
  }
}
