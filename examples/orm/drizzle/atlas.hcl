variable "url" {
  type        = string
  description = "The database to keep in the state of the models"
}

data "external_schema" "models" {
  program = [
    "npx", "drizzle-kit", "export",
    "--dialect", "postgresql",
    "--schema", "./schema.ts",
  ]
}

env "local" {
  src = data.external_schema.models.url
  url = var.url
  dev = "docker://postgres/16/dev?search_path=public"
}
