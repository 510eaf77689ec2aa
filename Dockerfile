# The hello application as a container, in three commands:
#
#   docker build -t web-app .
#   docker run -d -p 5000:5000 web-app
#   curl http://127.0.0.1:5000
ARG BUILD_IMAGE=maven:3-eclipse-temurin-25
ARG RUN_IMAGE=eclipse-temurin:25-jre

FROM ${BUILD_IMAGE} AS build
WORKDIR /source
COPY . .
RUN mvn --batch-mode --no-transfer-progress --projects hello --also-make -DskipTests \
        package dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=target/lib

FROM ${RUN_IMAGE}
COPY --from=build /source/hello/target/lib/ /app/lib/
COPY --from=build /source/hello/target/davit-hello-*.jar /app/hello.jar
USER 65532:65532
EXPOSE 5000
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-cp", "/app/hello.jar:/app/lib/*", "dev.davit.hello.Main"]
