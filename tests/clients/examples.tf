# Task definitions and services as public Terraform modules make them, retold: which settings they combine is theirs, names
# and values are ours. Each block names its source.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}

provider "aws" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  max_retries                 = 3 # a dropped connection is tried again, as SDKs do by default; our refusals are 4xx and are not
}

data "aws_region" "here" {}

data "aws_availability_zones" "all" {}

resource "aws_vpc" "this" {
  cidr_block = "10.30.0.0/16"
}

resource "aws_subnet" "private" {
  count             = 2
  vpc_id            = aws_vpc.this.id
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 8, count.index)
  availability_zone = data.aws_availability_zones.all.names[count.index]
}

resource "aws_security_group" "tasks" {
  name   = "tasks"
  vpc_id = aws_vpc.this.id
}

resource "aws_iam_role" "task" {
  for_each = toset(["execution", "task", "infrastructure"])
  name     = "examples-${each.key}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = each.key == "infrastructure" ? "ecs.amazonaws.com" : "ecs-tasks.amazonaws.com" }
    }]
  })
}

resource "aws_lb" "this" {
  name               = "examples"
  load_balancer_type = "application"
  internal           = true
  subnets            = aws_subnet.private[*].id
  security_groups    = [aws_security_group.tasks.id]
}

resource "aws_lb_target_group" "front" {
  name                 = "front"
  port                 = 3000
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = aws_vpc.this.id
  deregistration_delay = 5
  health_check {
    healthy_threshold   = 5
    interval            = 30
    matcher             = "200"
    path                = "/"
    port                = "traffic-port"
    timeout             = 5
    unhealthy_threshold = 2
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.front.arn
  }
}

resource "aws_service_discovery_http_namespace" "this" {
  name = "examples"
}

# terraform-aws-modules/terraform-aws-ecs 8d25f4e, examples/fargate/main.tf (Apache-2.0)
resource "aws_ecs_cluster" "this" {
  name = "examples"
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  cluster_name       = aws_ecs_cluster.this.name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]
  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
    base              = 20
    weight            = 50
  }
  default_capacity_provider_strategy {
    capacity_provider = "FARGATE_SPOT"
    weight            = 50
  }
}

resource "aws_ecs_task_definition" "front" {
  family                   = "front"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 1024
  memory                   = 4096
  execution_role_arn       = aws_iam_role.task["execution"].arn
  task_role_arn            = aws_iam_role.task["task"].arn
  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }
  container_definitions = jsonencode([
    {
      name                  = "log-router"
      image                 = "public.ecr.aws/aws-observability/aws-for-fluent-bit:stable"
      cpu                   = 512
      memory                = 1024
      memoryReservation     = 50
      essential             = true
      user                  = "0"
      firelensConfiguration = { type = "fluentbit" }
    },
    {
      name                   = "front"
      image                  = "examples/front:1"
      cpu                    = 512
      memory                 = 1024
      memoryReservation      = 100
      essential              = true
      readonlyRootFilesystem = false
      portMappings           = [{ name = "front", containerPort = 3000, hostPort = 3000, protocol = "tcp" }]
      dependsOn              = [{ containerName = "log-router", condition = "START" }]
      logConfiguration       = { logDriver = "awsfirelens", options = { Name = "stdout", log-driver-buffer-limit = "2097152" } }
      linuxParameters        = { capabilities = { add = [], drop = ["NET_RAW"] } }
      restartPolicy          = { enabled = true, ignoredExitCodes = [1], restartAttemptPeriod = 60 }
      volumesFrom            = [{ sourceContainer = "log-router", readOnly = false }]
    },
  ])
}

resource "aws_ecs_service" "front" {
  name                   = "front"
  cluster                = aws_ecs_cluster.this.id
  task_definition        = aws_ecs_task_definition.front.arn
  launch_type            = "FARGATE"
  desired_count          = 0
  enable_execute_command = true
  network_configuration {
    subnets         = aws_subnet.private[*].id
    security_groups = [aws_security_group.tasks.id]
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.front.arn
    container_name   = "front"
    container_port   = 3000
  }
  service_connect_configuration {
    enabled   = true
    namespace = aws_service_discovery_http_namespace.this.arn
    service {
      port_name      = "front"
      discovery_name = "front"
      client_alias {
        port     = 3000
        dns_name = "front"
      }
    }
  }
  depends_on = [aws_lb_listener.http]
}

# the same module's autoscaling defaults (modules/service/variables.tf)
resource "aws_appautoscaling_target" "front" {
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.this.name}/${aws_ecs_service.front.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = 1
  max_capacity       = 10
}

resource "aws_appautoscaling_policy" "front" {
  for_each           = toset(["ECSServiceAverageCPUUtilization", "ECSServiceAverageMemoryUtilization"])
  name               = each.key
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.front.service_namespace
  resource_id        = aws_appautoscaling_target.front.resource_id
  scalable_dimension = aws_appautoscaling_target.front.scalable_dimension
  target_tracking_scaling_policy_configuration {
    predefined_metric_specification { predefined_metric_type = each.key }
    target_value = 75
  }
}

# the same, its task definition without a service: a volume without a place, no port, ARM64
resource "aws_ecs_task_definition" "alone" {
  family                   = "alone"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 1024
  memory                   = 2048
  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "ARM64"
  }
  volume { name = "scratch" }
  container_definitions = jsonencode([{
    name        = "hello"
    image       = "public.ecr.aws/amazonlinux/amazonlinux:2023-minimal"
    mountPoints = [{ sourceVolume = "scratch", containerPath = "/var/scratch" }]
    entryPoint  = ["/usr/bin/sh", "-c"]
    command     = ["echo hello"]
  }])
}

# terraform-aws-modules/terraform-aws-ecs 8d25f4e, examples/ec2-autoscaling/main.tf (Apache-2.0), without its instances
resource "aws_ecs_task_definition" "with_disk" {
  family                   = "with-disk"
  requires_compatibilities = ["EC2"]
  network_mode             = "awsvpc"
  cpu                      = 1024
  memory                   = 2048
  execution_role_arn       = aws_iam_role.task["execution"].arn
  volume { name = "scratch" }
  volume {
    name                = "disk"
    configure_at_launch = true
  }
  container_definitions = jsonencode([{
    name                   = "sample"
    image                  = "public.ecr.aws/ecs-sample-image/amazon-ecs-sample:latest"
    essential              = true
    portMappings           = [{ name = "sample", containerPort = 80, hostPort = 80, protocol = "tcp" }]
    mountPoints            = [{ sourceVolume = "scratch", containerPath = "/var/scratch" }, { sourceVolume = "disk", containerPath = "/mnt/disk" }]
    entryPoint             = ["/usr/sbin/serve", "-D"]
    readonlyRootFilesystem = false
    logConfiguration = {
      logDriver = "awslogs"
      options   = { awslogs-group = "/ecs/with-disk", awslogs-region = data.aws_region.here.name, awslogs-stream-prefix = "ecs" }
    }
  }])
}

resource "aws_ecs_service" "with_disk" {
  name            = "with-disk"
  cluster         = aws_ecs_cluster.this.id
  task_definition = aws_ecs_task_definition.with_disk.arn
  launch_type     = "EC2"
  desired_count   = 0
  network_configuration { subnets = aws_subnet.private[*].id }
  volume_configuration {
    name = "disk"
    managed_ebs_volume {
      role_arn         = aws_iam_role.task["infrastructure"].arn
      encrypted        = true
      file_system_type = "xfs"
      size_in_gb       = 5
      volume_type      = "gp3"
    }
  }
}

# hashicorp/terraform-aws-consul-ecs da2db1e, modules/mesh-task/main.tf (MPL-2.0): for both launch types, an init container,
# numbers as users, as many open files as the kernel allows
resource "aws_ecs_task_definition" "mesh" {
  family                   = "mesh"
  requires_compatibilities = ["EC2", "FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.task["execution"].arn
  task_role_arn            = aws_iam_role.task["task"].arn
  volume { name = "mesh-data" }
  volume { name = "mesh-programs" }
  container_definitions = jsonencode([
    {
      name         = "app"
      image        = "examples/app:1"
      essential    = true
      portMappings = [{ containerPort = 9090, hostPort = 9090, protocol = "tcp" }]
      dependsOn    = [{ containerName = "mesh-init", condition = "SUCCESS" }, { containerName = "mesh-proxy", condition = "HEALTHY" }]
      cpu          = 0
      mountPoints  = []
      volumesFrom  = []
    },
    {
      name         = "mesh-init"
      image        = "examples/mesh:1"
      essential    = false
      command      = ["init"]
      user         = "root"
      portMappings = []
      cpu          = 0
      mountPoints  = [{ sourceVolume = "mesh-data", containerPath = "/mesh", readOnly = false }, { sourceVolume = "mesh-programs", containerPath = "/bin/mesh", readOnly = false }]
      volumesFrom  = []
      environment  = [{ name = "SETTINGS", value = "{}" }]
      secrets      = [{ name = "TOKEN", valueFrom = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:examples/token-AbCdEf" }]
    },
    {
      name         = "mesh-proxy"
      image        = "examples/proxy:1"
      essential    = false
      user         = "5995"
      entryPoint   = ["/mesh/start"]
      command      = ["proxy", "-config", "/mesh/proxy.json"]
      portMappings = []
      mountPoints  = [{ sourceVolume = "mesh-data", containerPath = "/mesh", readOnly = true }]
      dependsOn    = [{ containerName = "mesh-init", condition = "SUCCESS" }]
      healthCheck  = { command = ["CMD", "/mesh/dial", "127.0.0.1:22000"], interval = 5, retries = 10, timeout = 5 }
      cpu          = 0
      volumesFrom  = []
      environment  = []
      ulimits      = [{ name = "nofile", softLimit = 1048576, hardLimit = 1048576 }]
    },
    {
      name            = "mesh-health"
      image           = "examples/mesh:1"
      essential       = false
      command         = ["health"]
      user            = "5996"
      mountPoints     = [{ sourceVolume = "mesh-data", containerPath = "/mesh", readOnly = true }]
      dependsOn       = [{ containerName = "mesh-init", condition = "SUCCESS" }]
      linuxParameters = { initProcessEnabled = true }
      cpu             = 0
      portMappings    = []
    },
  ])
}

# cloudposse/terraform-aws-ecs-container-definition 2b8c4e8, examples/complete/fixtures.us-east-2.tfvars (Apache-2.0): bridge,
# other host ports, a host name and extra hosts, a log driver of Docker's own
resource "aws_ecs_task_definition" "bridge" {
  family                   = "bridge"
  requires_compatibilities = ["EC2"]
  network_mode             = "bridge"
  container_definitions = jsonencode([{
    name                   = "app"
    image                  = "examples/app:1"
    cpu                    = 256
    memory                 = 256
    memoryReservation      = 128
    essential              = true
    privileged             = false
    readonlyRootFilesystem = false
    interactive            = true
    pseudoTerminal         = true
    hostname               = "trips"
    extraHosts             = [{ ipAddress = "127.0.0.1", hostname = "app.local" }]
    portMappings           = [{ containerPort = 8080, hostPort = 80, protocol = "tcp", name = "http", appProtocol = "http" }]
    logConfiguration       = { logDriver = "json-file", options = { max-size = "10m", max-file = "3" } }
    restartPolicy          = { enabled = true, ignoredExitCodes = [0] }
    versionConsistency     = "enabled"
    environment            = [{ name = "STAGE", value = "test" }]
  }])
}
