"""How ECS behaves, as plain arithmetic with time passed in: no boto3, no moto, no clock of its own."""
